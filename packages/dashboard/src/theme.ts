import { createTheme, DrawerHeader, type MantineColorsTuple, ModalHeader } from '@mantine/core';

const teal: MantineColorsTuple = [
  '#eaf6f5',
  '#d6e9e7',
  '#abd2cf',
  '#7ebbb6',
  '#58a7a1',
  '#3f9a94',
  '#2f8d87',
  '#1f6f6b',
  '#155e5a',
  '#064d4a',
];

/** Colour, type and spacing of every screen. */
export const theme = createTheme({
  primaryColor: 'teal',
  primaryShade: { light: 7, dark: 7 },
  colors: { teal },
  autoContrast: true,
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Code", Menlo, Consolas, monospace',
  components: {
    // A dialog's head is no second banner of the page.
    ModalHeader: ModalHeader.extend({ defaultProps: { role: 'presentation' } }),
    DrawerHeader: DrawerHeader.extend({ defaultProps: { role: 'presentation' } }),
  },
  headings: { fontWeight: '650', sizes: { h1: { fontSize: '1.6rem' }, h2: { fontSize: '1.15rem' } } },
});
