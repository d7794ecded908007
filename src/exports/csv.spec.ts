import { csvPart } from './csv.js';

describe('csvPart', () => {
  it('begins with a byte order mark and the header, even where there is nothing else', () => {
    expect(csvPart([], ['a', 'b'])).toBe('\uFEFFa,b\r\n');
    expect(csvPart([['1', '']], ['a', 'b'])).toBe('\uFEFFa,b\r\n1,\r\n');
  });

  it('goes on with rows alone', () => {
    expect(csvPart([['1', '2']]) + csvPart([]) + csvPart([['', '']])).toBe('1,2\r\n,\r\n');
  });

  it('quotes what would end a cell or a row', () => {
    expect(csvPart([['a,b', 'say "hi"', 'two\nlines', 'a\rb', 'Ünï, код']])).toBe(
      '"a,b","say ""hi""","two\nlines","a\rb","Ünï, код"\r\n',
    );
  });

  it('defuses a formula also inside of quotes', () => {
    expect(csvPart([['=HYPERLINK("http://x","a")']])).toBe('"\'=HYPERLINK(""http://x"",""a"")"\r\n');
  });
});
