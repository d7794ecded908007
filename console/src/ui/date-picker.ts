// The calendar in all our languages; it is heavy, so what is shown at first loads it late.
import 'dayjs/locale/ru';

export { DatePickerInput } from '@mantine/dates';
