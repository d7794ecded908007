/** What is said on the phone, by language: a greeting, exchanges in between, an order that is looked up, a goodbye. */
export interface Dialogue {
  readonly language: string;
  readonly greeting: string;
  /** What the caller says, and the agent's answer. */
  readonly exchanges: readonly (readonly [user: string, agent: string])[];
  readonly order: { readonly user: string; readonly agent: string };
  readonly goodbye: string;
}

export const DIALOGUES: readonly Dialogue[] = [
  {
    language: 'en',
    greeting: 'Hello! You are speaking with the Acme assistant. How can I help you? 😊',
    exchanges: [
      ['Hi, are you open on Saturday?', 'Yes, on Saturday from ten to four.'],
      ['Can I change my delivery address?', 'Of course. Which address should I put down?'],
      ["It's 12 O'Connell Street — second floor.", 'Thank you, I have noted 12 O’Connell Street, second floor.'],
      ['Do you ship to Ireland?', 'We do, it takes three to five working days.'],
      ['Hmm, let me think.', 'Take your time.'],
    ],
    order: { user: 'When does my order arrive?', agent: 'Your order will be with you on Friday, the twenty-third.' },
    goodbye: 'Thank you for calling. Have a nice day! 👋',
  },
  {
    language: 'de',
    greeting: 'Guten Tag, hier ist der Assistent von Acme. Was kann ich für Sie tun?',
    exchanges: [
      ['Haben Sie am Samstag geöffnet?', 'Ja, samstags von zehn bis sechzehn Uhr.'],
      ['Ich möchte meine Größe ändern, bitte.', 'Gern. Welche Größe hätten Sie stattdessen?'],
      ['Größe 42, und bitte in Grün.', 'Notiert: Größe 42 in Grün. ✅'],
      ['Was kostet die Rücksendung?', 'Die Rücksendung ist für Sie kostenlos.'],
    ],
    order: { user: 'Wann kommt meine Bestellung?', agent: 'Ihre Bestellung kommt am Freitag, dem dreiundzwanzigsten.' },
    goodbye: 'Vielen Dank für Ihren Anruf. Auf Wiederhören!',
  },
  {
    language: 'ru',
    greeting: 'Здравствуйте! Это голосовой помощник Acme. Чем могу помочь?',
    exchanges: [
      ['Вы работаете в субботу?', 'Да, в субботу с десяти до шестнадцати.'],
      ['Можно изменить адрес доставки?', 'Конечно. Какой адрес записать?'],
      ['Улица Ленина, дом пять.', 'Записала: улица Ленина, дом пять. 📦'],
      ['А оплатить картой можно?', 'Да, курьер принимает карты.'],
    ],
    order: { user: 'Когда привезут мой заказ?', agent: 'Ваш заказ привезут в пятницу, двадцать третьего октября.' },
    goodbye: 'Спасибо за звонок. До свидания!',
  },
  {
    language: 'ar',
    greeting: 'مرحبًا! معك المساعد الآلي لشركة أكمي. كيف يمكنني مساعدتك؟',
    exchanges: [
      ['هل أنتم مفتوحون يوم السبت؟', 'نعم، من العاشرة حتى الرابعة.'],
      ['أريد تغيير عنوان التوصيل.', 'بالتأكيد، ما هو العنوان الجديد؟'],
      ['شارع النيل رقم ١٢.', 'تم التسجيل: شارع النيل رقم ١٢. ✅'],
    ],
    order: { user: 'متى يصل طلبي؟', agent: 'سيصل طلبك يوم الجمعة.' },
    goodbye: 'شكرًا لاتصالك. مع السلامة!',
  },
  {
    language: 'es',
    greeting: '¡Hola! Soy el asistente de Acme. ¿En qué puedo ayudarle?',
    exchanges: [
      ['¿Abren los sábados?', 'Sí, los sábados de diez a cuatro.'],
      ['Quiero cambiar la dirección de entrega.', 'Claro, ¿cuál es la nueva dirección?'],
      ['Calle Núñez, número quince.', 'Anotado: calle Núñez, número quince. 🏠'],
    ],
    order: { user: '¿Cuándo llega mi pedido?', agent: 'Su pedido llega el viernes veintitrés.' },
    goodbye: 'Gracias por llamar. ¡Hasta pronto!',
  },
  {
    language: 'ja',
    greeting: 'お電話ありがとうございます。アクメの自動応答です。ご用件をどうぞ。',
    exchanges: [
      ['土曜日は営業していますか？', 'はい、土曜日は十時から十六時までです。'],
      ['配送先を変更したいのですが。', 'かしこまりました。新しいご住所をお願いします。'],
      ['少し考えさせてください。', 'どうぞ、ごゆっくり。🙂'],
    ],
    order: { user: '注文はいつ届きますか？', agent: 'ご注文は二十三日の金曜日に届きます。' },
    goodbye: 'お電話ありがとうございました。失礼いたします。',
  },
  {
    language: 'hi',
    greeting: 'नमस्ते! मैं एक्मे का सहायक बोल रहा हूँ। मैं आपकी क्या मदद कर सकता हूँ?',
    exchanges: [
      ['क्या आप शनिवार को खुले हैं?', 'जी हाँ, सुबह दस से शाम चार बजे तक।'],
      ['मुझे पता बदलना है।', 'ज़रूर, नया पता बताइए।'],
    ],
    order: { user: 'मेरा ऑर्डर कब आएगा?', agent: 'आपका ऑर्डर शुक्रवार को पहुँच जाएगा। 🚚' },
    goodbye: 'कॉल करने के लिए धन्यवाद।',
  },
];
