/**
 * The one message that mail cells deliver: the same for every client, so that
 * the server end can say whether it arrived whole. Does not speak SMTP.
 */
export interface Message {
  /** by which the server end finds it */
  readonly name: string
  readonly from: string
  readonly to: string
  /** header and body, lines ended by CR LF, not dot-stuffed */
  readonly text: string
  readonly body: string
}

export const messageOf = (token: string): Message => {
  const name = `${token}@jes2.zos.example`
  const from = 'cssmtp@zos.example'
  const to = 'operator@mail.example'
  const body = [
    'IEF404I PAYROLL - ENDED',
    // RFC 5321 4.5.2: a line that begins with a dot must arrive as it is
    '. the line that transparency is for',
    `token ${token}`,
    '',
  ].join('\r\n')
  const header = [
    `From: <${from}>`,
    `To: <${to}>`,
    `Subject: ftps-interop ${token}`,
    `Message-ID: <${name}>`,
    'Date: Thu, 15 May 2025 12:00:00 +0000',
    '',
  ].join('\r\n')
  return { name, from, to, body, text: `${header}\r\n${body}` }
}

/** As it goes behind DATA, with the final dot. */
export const stuffed = (text: string): string =>
  `${text.replace(/^\./gm, '..')}.\r\n`
