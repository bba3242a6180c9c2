/** Who logs in: from a file, the environment or a prompt; never from a flag. */
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { InteropError } from '../../errors.js'

export interface Credentials {
  readonly user: string
  readonly password: string
}

export interface CredentialSources {
  /** of the URL; '' when it names none */
  readonly user: string
  readonly file: string | undefined
  readonly env: NodeJS.ProcessEnv
  readonly terminal: {
    readonly in: NodeJS.ReadStream
    readonly out: NodeJS.WriteStream
  }
}

const fromFile = async (path: string): Promise<Partial<Credentials>> => {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    throw new InteropError('FI_FILE', {
      message: `cannot read --credentials ${path} (${(cause as NodeJS.ErrnoException).code ?? 'error'})`,
      hint: 'its first line is the user, its second the password',
      cause,
    })
  }
  const [user = '', password = ''] = text.split(/\r?\n/)
  return {
    ...(user === '' ? {} : { user }),
    ...(password === '' ? {} : { password }),
  }
}

/** What is typed is not shown. */
const ask = (
  question: string,
  hidden: boolean,
  { in: input, out }: CredentialSources['terminal'],
): Promise<string> => {
  out.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({
    input,
    output: hidden ? silent : out,
    terminal: true,
  })
  return new Promise((resolve, reject) => {
    lines.once('SIGINT', () => {
      lines.close()
      reject(
        new InteropError('FI_INTERRUPTED', {
          message: 'interrupted at the prompt',
          hint: 'nothing was contacted',
        }),
      )
    })
    lines.question('', answer => {
      lines.close()
      if (hidden) out.write('\n')
      resolve(answer)
    })
  })
}

export const credentialsFrom = async (
  sources: CredentialSources,
): Promise<Credentials> => {
  const { env, terminal } = sources
  const file = sources.file === undefined ? {} : await fromFile(sources.file)
  const user = file.user ?? (sources.user || env['FTPS_INTEROP_USER'])
  const password = file.password ?? env['FTPS_INTEROP_PASSWORD']
  if (user === 'anonymous' && password === undefined)
    return { user, password: 'anonymous@' }
  if (user !== undefined && password !== undefined) return { user, password }
  if (!terminal.in.isTTY)
    throw new InteropError('FI_USAGE', {
      message: `there is no ${user === undefined ? 'user' : 'password'} to log in with`,
      hint: 'set FTPS_INTEROP_USER and FTPS_INTEROP_PASSWORD, or give --credentials FILE',
    })
  const who = user ?? (await ask('user: ', false, terminal))
  return {
    user: who,
    password: password ?? (await ask(`password of ${who}: `, true, terminal)),
  }
}
