/** Takes PEM texts apart. */

/** Each certificate of a chain, in its order. */
export const splitChain = (pem: string): readonly string[] =>
  [
    ...pem.matchAll(
      /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g,
    ),
  ].map(found => `${found[0]}\n`)
