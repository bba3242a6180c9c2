/**
 * A data connection must resume the session of its own control connection; the
 * refusal is the product's own.
 *
 * Sources: FileZilla Server 1.x, 425 (vscode-sftp issue 506, duplicati issue
 * 6155); FileZilla Server 0.9, 450 (flysystem issue 704); Bitvise SSH Server
 * (ssh-server-guide-ftps-compatibility).
 */
import type { ReplyText } from '../engine/replies.js'
import type { Quirk } from './quirk.js'

export const resumptionDemanded =
  (refusal: ReplyText): Quirk =>
  config => {
    const { tls } = config
    return {
      ...config,
      ...(tls === null
        ? {}
        : {
            tls: {
              ...tls,
              resumption: { ...tls.resumption, binding: 'control' as const },
            },
          }),
      data: { ...config.data, reuseRequired: true },
      replies: { ...config.replies, 'data-not-reused': refusal },
    }
  }
