"""One mail with Python's smtplib. The job comes as JSON on stdin; smtplib's own
debug lines and marks of ours go to stdout. Judges nothing."""

import json
import smtplib
import ssl
import sys

job = json.load(sys.stdin)


def mark(word, facts=None):
    text = '' if facts is None else ' ' + json.dumps(facts)
    print(f"{job['mark']} {word}{text}", flush=True)


def told(error):
    return f'{type(error).__module__}.{type(error).__name__}: {error}'


def context():
    made = ssl.create_default_context(cafile=job['roots'])
    made.keylog_filename = job['keylog']
    return made


def secured(sock):
    name, _, _ = sock.cipher()
    mark('tls', {'role': 'control', 'version': sock.version(), 'cipher': name,
                 'resumed': bool(sock.session_reused)})


class Named:
    """The certificate's name is localhost, whatever address is dialled."""

    def __init__(self, made):
        self.made = made

    def wrap_socket(self, sock, server_hostname=None, **rest):
        return self.made.wrap_socket(sock, server_hostname='localhost', **rest)


def client():
    options = {'local_hostname': 'zos.example', 'timeout': job['seconds'],
               'source_address': (job['localAddress'], 0)}
    kind, more = smtplib.SMTP, {}
    if job['mode'] == 'implicit':
        kind, more = smtplib.SMTP_SSL, {'context': Named(context())}
    made = kind(**options, **more)
    made.set_debuglevel(1)
    made._host = job['host']
    code, text = made.connect(job['host'], job['port'])
    if code != 220:
        raise smtplib.SMTPConnectError(code, text)
    if job['mode'] == 'implicit':
        secured(made.sock)
    return made


def deliver(made):
    made.ehlo()
    if job['mode'] == 'explicit':
        made.starttls(context=Named(context()))
        secured(made.sock)
        made.ehlo()
    if job['user']:
        made.login(job['user'], job['password'])
    made.sendmail(job['from'], [job['to']], job['text'])
    made.quit()


# debug lines go to stderr, which the harness joins to stdout
try:
    deliver(client())
except (OSError, smtplib.SMTPException) as error:
    if isinstance(error, ssl.SSLError):
        mark('tls-failed', {'role': 'control', 'text': told(error)})
    print(told(error), flush=True)
    sys.exit(1)
