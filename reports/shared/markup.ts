/**
 * Text into XML and HTML. Characters that XML 1.0 forbids are dropped; the
 * visible form of a control character is text.ts's business.
 */

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

// XML 1.0, section 2.2: Char; a lone surrogate is none either
const illegal = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu

export const escapeMarkup = (text: string): string =>
  text.replace(illegal, '').replace(/[&<>"']/g, c => entities[c] ?? c)
