/**
 * The program that serves with pyftpdlib, as its own manual shows it: settings
 * are attributes of TLS_FTPHandler. On the wire nothing differs from that; its
 * subclasses only log what the library keeps to itself (handshakes).
 */

/** Reads its settings, JSON, from the file named by its first argument. */
export const pyftpdlibScript = `import json, logging, os, sys
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
from pyftpdlib.servers import FTPServer
from OpenSSL import SSL

with open(sys.argv[1]) as file:
    settings = json.load(file)
logging.basicConfig(filename=settings['log'], level=logging.DEBUG,
                    format='[%(levelname).1s %(asctime)s] %(message)s')
logger = logging.getLogger('pyftpdlib')


def resumed(connection):
    try:
        if SSL._lib.SSL_session_reused(connection._ssl):
            return ', resumed session'
        return ', new session'
    except AttributeError:
        return ''


def established(socket, what):
    return 'TLS %s connection established, %s, %s%s' % (
        what, socket.get_protocol_version_name(), socket.get_cipher_name(),
        resumed(socket))


def failure():
    error = sys.exc_info()[1]
    try:
        return '; '.join(' '.join(part for part in row if part)
                         for row in error.args[0])
    except (AttributeError, IndexError, TypeError):
        return repr(error)


class Data(TLS_FTPHandler.dtp_handler):
    def handle_ssl_established(self):
        self.cmd_channel.log(established(self.socket, 'data'), logger.debug)
        super().handle_ssl_established()

    def handle_failed_ssl_handshake(self):
        self.cmd_channel.log('TLS data handshake failed: ' + failure())
        super().handle_failed_ssl_handshake()


class Handler(TLS_FTPHandler):
    dtp_handler = Data

    def handle_ssl_established(self):
        self.log(established(self.socket, 'control'), logger.debug)
        super().handle_ssl_established()

    def handle_failed_ssl_handshake(self):
        self.log('TLS control handshake failed: ' + failure())
        super().handle_failed_ssl_handshake()


handler = Handler if settings['tls'] else FTPHandler
for name, value in settings['attributes'].items():
    setattr(handler, name, value)
handler.passive_ports = settings['passive_ports']
handler.proto_cmds = {name: entry for name, entry in handler.proto_cmds.items()
                      if name not in settings['removed']}
if settings['tls']:
    handler.certfile = settings['certfile']
    handler.keyfile = settings['keyfile']
    for name in settings['ssl_options']:
        handler.ssl_options |= getattr(SSL, name)
    context = handler.get_ssl_context()
    for method, arguments in settings['ssl_context']:
        values = [sum(getattr(SSL, name) for name in argument['flags'])
                  if isinstance(argument, dict) else argument
                  for argument in arguments]
        if method == 'set_verify':
            values.append(lambda connection, certificate, error, depth, ok: ok)
        if method == 'set_cipher_list':
            values = [value.encode() for value in values]
        if method == 'set_client_ca_list':
            from OpenSSL import crypto
            parts = values[0].split('-----END CERTIFICATE-----')
            values = [[crypto.load_certificate(
                crypto.FILETYPE_PEM,
                (part + '-----END CERTIFICATE-----').encode()).get_subject()
                for part in parts if 'BEGIN' in part]]
        getattr(context, method)(*values)

server = FTPServer((settings['address'], settings['port']), handler)
if settings['uid'] is not None:
    os.setgroups([])
    os.setgid(settings['gid'])
    os.setuid(settings['uid'])
os.umask(0o022)
handler.authorizer = DummyAuthorizer()
handler.authorizer.add_user(settings['user'], settings['password'],
                            settings['root'], perm='elradfmwMT')
server.serve_forever(timeout=1)
`
