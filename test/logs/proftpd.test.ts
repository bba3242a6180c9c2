/** Lines below were written by ProFTPD 1.3.8 (Debian 12) for lftp 4.9.2. */
import t from 'tap'
import { readProftpdLog } from '../../harness/logs/proftpd.js'

const line = (command: string, reply: string): string =>
  `2026-11-21 04:58:05,284 [16390] 127.0.0.1 ftp "${command}" "${reply}"`

const told = (...lines: readonly string[]): string[] =>
  readProftpdLog(lines.join('\n')).flatMap(({ body }) =>
    body.kind === 'command'
      ? [`> ${body.verb} ${body.argument}`.trim()]
      : body.kind === 'reply'
        ? [`< ${body.code} ${body.text}`]
        : [],
  )

t.test('a command that mod_core hands on is the one that was sent', async t => {
  t.same(
    told(
      line('OPTS_UTF8 ON', '200 UTF8 set to on'),
      line('OPTS UTF8 ON', '- -'),
      line('HOST 127.0.0.2', '503 Bad sequence of commands'),
      line('OPTS_MLST modify;', '200 MLST OPTS modify;'),
      line('OPTS MLST modify;', '- -'),
      line('PASV', '501 PASV: Operation not permitted'),
    ),
    [
      '> OPTS UTF8 ON',
      '< 200 UTF8 set to on',
      '> HOST 127.0.0.2',
      '< 503 Bad sequence of commands',
      '> OPTS MLST modify;',
      '< 200 MLST OPTS modify;',
      '> PASV',
      '< 501 PASV: Operation not permitted',
    ],
  )
})

t.test('the same command twice, or one without an answer, is kept', async t => {
  t.same(
    told(
      line('OPTS UTF8 ON', '- -'),
      line('OPTS_UTF8 ON', '200 UTF8 set to on'),
      line('OPTS UTF8 ON', '200 UTF8 set to on'),
    ),
    [
      '> OPTS UTF8 ON',
      '> OPTS UTF8 ON',
      '< 200 UTF8 set to on',
      '> OPTS UTF8 ON',
      '< 200 UTF8 set to on',
    ],
  )
})
