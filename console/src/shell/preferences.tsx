import { ActionIcon, type MantineColorScheme, Menu, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconLanguage, IconMoon, IconSun } from '@tabler/icons-react';
import { type Language, useI18n } from '../i18n/i18n';

const THEMES = { light: IconSun, dark: IconMoon, auto: IconDeviceDesktop } as const;
const LANGUAGES: readonly [Language, string][] = [
  ['en', 'English'],
  ['ru', 'Русский'],
];

/** Language and appearance, kept in this browser. */
export function Preferences() {
  const { t } = useI18n();
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`${t.nav.languageLabel}, ${t.nav.theme}`}>
          <IconLanguage size={19} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <PreferenceItems />
      </Menu.Dropdown>
    </Menu>
  );
}

export function PreferenceItems() {
  const { t, language, setLanguage } = useI18n();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const chosen = (is: boolean) => (is ? { 'aria-current': true as const, fw: 600, c: 'indigo' } : {});
  return (
    <>
      <Menu.Label>{t.nav.languageLabel}</Menu.Label>
      {LANGUAGES.map(([code, name]) => (
        <Menu.Item key={code} lang={code} onClick={() => setLanguage(code)} {...chosen(language === code)}>
          {name}
        </Menu.Item>
      ))}
      <Menu.Label>{t.nav.theme}</Menu.Label>
      {(Object.keys(THEMES) as MantineColorScheme[]).map((scheme) => {
        const Icon = THEMES[scheme];
        return (
          <Menu.Item
            key={scheme}
            leftSection={<Icon size={16} stroke={1.6} aria-hidden />}
            onClick={() => setColorScheme(scheme)}
            {...chosen(colorScheme === scheme)}
          >
            {t.nav.themes[scheme]}
          </Menu.Item>
        );
      })}
    </>
  );
}
