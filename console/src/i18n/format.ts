import type { MoneyFieldsFragment } from '../api/generated';

/** Numbers, money, times and sizes as the viewer reads them: in their language and their time zone. */
export function createFormat(language: string) {
  const dateTime = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const exact = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'long' });
  const shortTime = new Intl.DateTimeFormat(language, {
    day: '2-digit',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const clock = new Intl.DateTimeFormat(language, { timeStyle: 'medium' });
  const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' });
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  const integer = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const rate = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 });
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });

  return {
    dateTime: (instant: string) => dateTime.format(new Date(instant)),
    exact: (instant: string) => exact.format(new Date(instant)),
    shortTime: (instant: string) => shortTime.format(new Date(instant)),
    clock: (instant: string) => clock.format(new Date(instant)),
    day: (instant: string) => day.format(new Date(instant)),
    date: (instant: string) => date.format(new Date(instant)),
    integer: (value: number) => integer.format(value),
    rate: (value: number) => rate.format(value),
    percent: (value: number) => percent.format(value),
    /** Exact amounts are decimal text; so much of them as tells something. */
    money: ({ amount, currency }: MoneyFieldsFragment) => {
      const small = Math.abs(Number(amount)) < 1;
      return new Intl.NumberFormat(language, {
        style: 'currency',
        currency,
        currencyDisplay: 'narrowSymbol',
        minimumFractionDigits: 2,
        maximumFractionDigits: small ? 4 : 2,
      }).format(amount as Intl.StringNumericLiteral);
    },
    megabytes: (bytes: number) =>
      new Intl.NumberFormat(language, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 }).format(
        bytes / 1e6,
      ),
    /** 1:05 or 1:02:03. */
    duration: (seconds: number) => {
      const whole = Math.round(seconds);
      const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
      const tail = `${h > 0 ? String(m).padStart(2, '0') : m}:${String(s).padStart(2, '0')}`;
      return h > 0 ? `${h}:${tail}` : tail;
    },
  };
}

export type Format = ReturnType<typeof createFormat>;
