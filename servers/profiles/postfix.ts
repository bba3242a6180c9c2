/** Postfix's SMTP server, the real one. */
import { defineServer } from '../../harness/define.js'
import {
  postfixLine,
  postfixOptions,
  realisePostfix,
} from '../options/postfix.js'
import { postfixProcess } from '../real/postfix.js'

export default defineServer({
  id: 'postfix',
  protocol: 'smtp',
  product: 'Postfix',
  title: 'Postfix SMTP server',
  versions: ['3.7.11'],
  defaultVersion: '3.7.11',
  options: postfixOptions,
  inDefaultMatrix: false,
  realise: realisePostfix,
  backends: [postfixProcess],
  configurationLine: postfixLine,
})
