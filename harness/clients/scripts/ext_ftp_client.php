<?php
// One FTPS conversation with PHP's ext/ftp. The job comes as JSON on stdin;
// marks of ours and PHP's warnings go to stdout. The extension shows no
// dialogue. Judges nothing.

$job = json_decode(stream_get_contents(STDIN), true, 64, JSON_THROW_ON_ERROR);
$warning = '';
set_error_handler(function (int $level, string $text) use (&$warning): bool {
    $warning = trim(str_replace(["\r", "\n"], ' ', $text));
    fwrite(STDOUT, "Warning: $warning\n");
    return true;
});

function mark(string $word, ?array $facts = null): void
{
    global $job;
    $flags = JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE;
    $told = $facts === null ? '' : ' ' . json_encode($facts, $flags);
    fwrite(STDOUT, "{$job['mark']} $word$told\n");
}

function done(string $what, bool $ok): bool
{
    global $warning;
    mark("done $what", ['ok' => $ok, 'error' => $ok ? '' : $warning]);
    $warning = '';
    return $ok;
}

function opened()
{
    global $job;
    mark('step connect');
    $connect = $job['mode'] === 'clear' ? 'ftp_connect' : 'ftp_ssl_connect';
    $ftp = $connect($job['host'], $job['port'], $job['seconds']);
    if (!done('connect', $ftp !== false)) {
        return null;
    }
    mark('open');
    mark('step login');
    // AUTH, TLS, PBSZ and PROT are sent in here as well
    if (!done('login', ftp_login($ftp, $job['user'], $job['password']))) {
        return null;
    }
    $address = $job['options']['FTP_USEPASVADDRESS'] === 'true';
    ftp_set_option($ftp, FTP_USEPASVADDRESS, $address);
    if ($job['options']['ftp_pasv'] === 'true' && !ftp_pasv($ftp, true)) {
        done('pasv', false);
    }
    return $ftp;
}

function raw($ftp, string $line, array $accept): bool
{
    global $warning;
    $lines = ftp_raw($ftp, $line) ?? [];
    $last = end($lines) ?: '';
    mark('command', ['text' => $line]);
    mark('reply', ['text' => implode("\n", $lines)]);
    $warning = $last;
    $code = (int) substr($last, 0, 3);
    return $accept === [] ? $code >= 200 && $code < 300 : in_array($code, $accept, true);
}

function perform($ftp, array $step): bool
{
    switch ($step['do']) {
        case 'list':
            $list = $step['line'] === 'NLST' ? 'ftp_nlist' : 'ftp_rawlist';
            $lines = $list($ftp, '');
            if ($lines === false) {
                return false;
            }
            return file_put_contents($step['local'], implode("\n", $lines) . "\n") !== false;
        case 'get':
            $from = $step['number'];
            return ftp_get($ftp, $step['local'], $step['remote'], FTP_BINARY, $from);
        case 'put':
            $put = $step['line'] === 'APPE' ? 'ftp_append' : 'ftp_put';
            return $put($ftp, $step['remote'], $step['local'], FTP_BINARY);
        case 'prot':
            return raw($ftp, "PROT {$step['level']}", []);
        case 'pbsz':
            return raw($ftp, "PBSZ {$step['number']}", []);
        case 'wait':
            usleep($step['number'] * 1000);
            return true;
        case 'command':
            return raw($ftp, $step['line'], $step['accept']);
    }
    return false;
}

$ftp = opened();
if ($ftp === null) {
    exit(1);
}
$failed = false;
foreach ($job['steps'] as $number => $step) {
    mark("step $number");
    $ok = done((string) $number, perform($ftp, $step));
    $failed = $failed || !$ok;
    if (!$ok && !in_array($step['do'], ['command', 'prot', 'pbsz'], true)) {
        exit(1);
    }
}
ftp_close($ftp);
exit($failed ? 1 : 0);
