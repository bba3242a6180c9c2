# One FTPS conversation with Ruby's Net::FTP. The job comes as JSON on stdin;
# the library's own debug lines and marks of ours go to stdout. Judges nothing.
require 'json'
require 'net/ftp'
require 'openssl'

$stdout.sync = true
JOB = JSON.parse($stdin.read)
OPTIONS = JOB['options']

def mark(word, facts = nil)
  puts [JOB['mark'], word, facts && JSON.generate(facts)].compact.join(' ')
end

def told(error)
  "#{error.class}: #{error.message}".scrub.delete("\r\n")
end

# Tells of each handshake; the rest is the library's.
module Told
  def start_tls_session(sock)
    # the name that is verified is not the address that is dialled
    @host = JOB['serverName']
    role = @sock.is_a?(Net::FTP::BufferedSSLSocket) ? 'data' : 'control'
    mark('open') if role == 'control' && JOB['mode'] == 'implicit'
    made = super
    mark('tls', role: role, version: made.ssl_version, cipher: made.cipher[0],
                resumed: made.session_reused?)
    made
  rescue OpenSSL::SSL::SSLError => e
    mark('tls-failed', role: role, text: told(e))
    raise
  end
end

def tls
  versions = { 'TLSv1' => :TLS1, 'TLSv1.1' => :TLS1_1, 'TLSv1.2' => :TLS1_2,
               'TLSv1.3' => :TLS1_3 }
  old = %w[TLSv1 TLSv1.1] & [JOB['min'], JOB['max']]
  made = {
    verify_mode: JOB['verify'] ? OpenSSL::SSL::VERIFY_PEER : OpenSSL::SSL::VERIFY_NONE
  }
  made[:min_version] = versions[JOB['min']] unless JOB['min'].empty?
  made[:max_version] = versions[JOB['max']] unless JOB['max'].empty?
  made[:min_version] ||= versions[JOB['max']] if old.any?
  # OpenSSL 3 has no SHA-1 signatures, so no TLS 1.0, above level 0
  list = JOB['ciphers'].empty? && old.any? ? 'DEFAULT:@SECLEVEL=0' : JOB['ciphers']
  made[:ciphers] = list unless list.empty?
  made[:ca_file] = JOB['roots'] unless JOB['roots'].empty?
  unless JOB['certificate'].empty?
    made[:cert] = OpenSSL::X509::Certificate.new(File.read(JOB['certificate']))
    made[:key] = OpenSSL::PKey.read(File.read(JOB['key']))
  end
  if OpenSSL::SSL::SSLContext.method_defined?(:keylog_cb=)
    made[:keylog_cb] = lambda do |_sock, line|
      File.open(JOB['keylog'], 'a') { |f| f.puts(line) }
    end
  end
  made
end

def opened
  settings = {
    port: JOB['port'], passive: OPTIONS['passive'] == 'true',
    debug_mode: true, open_timeout: JOB['seconds'],
    read_timeout: JOB['seconds'], ssl_handshake_timeout: JOB['seconds']
  }
  unless JOB['mode'] == 'clear'
    settings[:ssl] = tls
    settings[:private_data_connection] =
      JOB['protect'] != 'never' && JOB['level'] == 'P'
  end
  ftp = Net::FTP.new(nil, settings)
  ftp.singleton_class.prepend(Told)
  ftp.use_pasv_ip = OPTIONS['use_pasv_ip'] == 'true' if ftp.respond_to?(:use_pasv_ip=)
  begin
    ftp.connect(JOB['host'], JOB['port'])
  rescue Errno::ECONNREFUSED, Net::OpenTimeout => e
    mark('open-failed', role: 'control', text: told(e))
    raise
  rescue Net::ReadTimeout
    mark('open')
    mark('timeout', text: 'the greeting')
    raise
  end
  ftp.login(JOB['user'], JOB['password'])
  ftp
end

def perform(ftp, step)
  case step['do']
  when 'list'
    File.open(step['local'], 'w') do |out|
      ftp.retrlines(step['line']) { |line| out.puts(line) }
    end
  when 'get'
    from = step['number'].zero? ? nil : step['number']
    File.open(step['local'], from ? 'ab' : 'wb') do |out|
      ftp.resume = !from.nil? # it sends no REST otherwise
      ftp.retrbinary("RETR #{step['remote']}", 16_384, from) { |data| out.write(data) }
    end
  when 'put'
    File.open(step['local'], 'rb') do |source|
      ftp.storbinary("#{step['line']} #{step['remote']}", source, 16_384)
    end
  when 'prot' then ftp.voidcmd("PROT #{step['level']}")
  when 'pbsz' then ftp.voidcmd("PBSZ #{step['number']}")
  when 'wait' then sleep(step['number'] / 1000.0)
  when 'command' then ftp.sendcmd(step['line'])
  end
end

def attempt(ftp, number, step)
  mark("step #{number}")
  perform(ftp, step)
  mark("done #{number}", ok: true)
  true
rescue Net::FTPError => e
  refused = %w[command prot pbsz].include?(step['do'])
  fine = refused && step['accept'].include?(e.message[0, 3].to_i)
  mark("done #{number}", ok: fine, error: told(e))
  $failed ||= !fine
  refused
rescue StandardError => e
  mark('timeout', text: 'a reply') if e.is_a?(Net::ReadTimeout)
  mark("done #{number}", ok: false, error: told(e))
  false
end

begin
  ftp = opened
rescue StandardError => e
  mark('note', text: told(e))
  exit 1
end
JOB['steps'].each_with_index do |step, number|
  exit 1 unless attempt(ftp, number, step)
end
begin
  ftp.quit
rescue StandardError => e
  mark('note', text: told(e))
end
exit 1 if $failed
