/** What a reply to EHLO offers (RFC 5321 4.1.1.1, RFC 4954 3). Pure. */

/** Mechanisms behind `AUTH`; the old spelling `AUTH=` is another keyword. */
export const authMechanisms = (ehlo: string): string[] =>
  ehlo
    .split('\n')
    .slice(1)
    .flatMap(line => {
      const [keyword = '', ...mechanisms] = line
        .trim()
        .toUpperCase()
        .split(/ +/)
      return keyword === 'AUTH' ? mechanisms : []
    })

export const offers = (ehlo: string, keyword: string): boolean =>
  ehlo
    .split('\n')
    .slice(1)
    .some(line => line.trim().toUpperCase().split(/[ =]/)[0] === keyword)

/** The two mechanisms that send the password as it is. */
export const offersPlainOrLogin = (ehlo: string): boolean =>
  authMechanisms(ehlo).some(m => m === 'PLAIN' || m === 'LOGIN')
