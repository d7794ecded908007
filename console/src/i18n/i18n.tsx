import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { en, type Messages } from './en';
import { createFormat, type Format } from './format';
import { ru } from './ru';

export type Language = 'en' | 'ru';

export interface I18n {
  language: Language;
  setLanguage: (language: Language) => void;
  t: Messages;
  format: Format;
}

const KEY = 'voxsync.language';
const MESSAGES: Readonly<Record<Language, Messages>> = { en, ru };
const Context = createContext<I18n | null>(null);

/** What the viewer has chosen, else the first of the browser's languages that we have. */
function preferred(): Language {
  const candidates = [localStorage.getItem(KEY) ?? '', ...navigator.languages];
  const found = candidates.map((tag) => tag.slice(0, 2)).find((tag) => tag === 'en' || tag === 'ru');
  return found ?? 'en';
}

/** How the viewer's part of the world writes dates and numbers in that language. */
function localeOf(language: Language): string {
  return navigator.languages.find((tag) => tag.startsWith(language)) ?? language;
}

export function I18nProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(preferred);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const value = useMemo<I18n>(
    () => ({
      language,
      setLanguage: (next) => {
        localStorage.setItem(KEY, next);
        setLanguage(next);
      },
      t: MESSAGES[language],
      format: createFormat(localeOf(language)),
    }),
    [language],
  );
  return <Context value={value}>{children}</Context>;
}

export function useI18n(): I18n {
  const i18n = use(Context);
  if (i18n === null) throw new Error('There is no I18nProvider above');
  return i18n;
}
