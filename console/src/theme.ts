import { Badge, createTheme, defaultVariantColorsResolver, Notification, Tooltip } from '@mantine/core';
import type { Messages } from './i18n/en';

/** The look of the console, and the words of what Mantine draws by itself. */
export const themeFor = (t: Messages) =>
  createTheme({
    primaryColor: 'indigo',
    primaryShade: { light: 7, dark: 7 },
    defaultRadius: 'md',
    fontFamily: 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
    fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace',
    headings: { fontWeight: '600' },
    cursorType: 'pointer',
    autoContrast: true,
    variantColorResolver: (input) => {
      const colors = defaultVariantColorsResolver(input);
      if (input.variant !== 'light') return colors;
      const shade = (n: number) => `var(--mantine-color-${input.color ?? input.theme.primaryColor}-${n})`;
      // Dark enough on its light ground for everybody to read.
      return { ...colors, color: `light-dark(color-mix(in srgb, ${shade(9)}, black 30%), ${shade(1)})` };
    },
    components: {
      Notification: Notification.extend({ defaultProps: { closeButtonProps: { 'aria-label': t.common.close } } }),
      Badge: Badge.extend({ defaultProps: { tt: 'none', fw: 500 }, styles: { root: { minWidth: 'max-content' } } }),
      Tooltip: Tooltip.extend({ defaultProps: { withArrow: true, multiline: true, maw: 320, openDelay: 150 } }),
    },
  });
