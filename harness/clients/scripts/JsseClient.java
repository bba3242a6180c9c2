import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * One FTPS conversation over JSSE's sockets alone, as a program without an FTP
 * library has it: SSLSocketFactory.createSocket over a connected socket, one
 * SSLContext for all. Dialogue and marks go to stdout. Judges nothing.
 */
public final class JsseClient {
  private static final int LONGEST = 4096;
  private static final int MOST_LINES = 1000;

  private final SSLContext context;
  private final int ms = Job.number("seconds") * 1000;
  private Socket control;
  private Socket plain;
  private InputStream in;
  private OutputStream out;
  private boolean protectedData;
  private int code;
  private String last = "";

  private JsseClient(SSLContext context) {
    this.context = context;
  }

  private static SSLContext context() throws Exception {
    KeyManager own = Job.identity();
    TrustManager trust =
        Job.of("X509TrustManager").equals("accept-all") ? new Job.AcceptAll() : Job.roots();
    SSLContext made = SSLContext.getInstance("TLS");
    made.init(own == null ? null : new KeyManager[] {own}, new TrustManager[] {trust}, null);
    return made;
  }

  private SSLSocket secured(String role, Socket socket) throws IOException {
    boolean autoClose = role.equals("data") || !Job.is("ccc");
    SSLSocket made =
        (SSLSocket)
            context.getSocketFactory()
                .createSocket(socket, Job.of("serverName"), socket.getPort(), autoClose);
    made.setUseClientMode(true);
    SSLParameters parameters = made.getSSLParameters();
    // as shipped no SSLSocket compares names
    if (!Job.of("endpoint").isEmpty())
      parameters.setEndpointIdentificationAlgorithm(Job.of("endpoint"));
    made.setSSLParameters(parameters);
    try {
      made.startHandshake();
    } catch (IOException error) {
      Job.failed("tls-failed", role, error);
      throw error;
    }
    Job.secured(role, made);
    return made;
  }

  private void speakOver(Socket socket) throws IOException {
    control = socket;
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) throw new IOException("the server closed the connection");
      if (c != '\r' && line.length() < LONGEST) line.append((char) c);
    }
    System.out.println("< " + line);
    return line.toString();
  }

  private int reply() throws IOException {
    String first = line();
    last = first;
    if (!first.matches("\\d{3}([ -].*)?")) throw new IOException("no reply: " + first);
    String number = first.substring(0, 3);
    for (int i = 0; first.startsWith("-", 3) && !last.startsWith(number + " "); i++) {
      if (i > MOST_LINES) throw new IOException("a reply without an end");
      last = line();
    }
    code = Integer.parseInt(number);
    return code;
  }

  private int send(String command) throws IOException {
    System.out.println("> " + (command.startsWith("PASS ") ? "PASS *******" : command));
    out.write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
    return reply();
  }

  private void require(boolean ok) {
    if (!ok) throw new IllegalStateException(last);
  }

  private void must(String command) throws IOException {
    require(send(command) / 100 == 2);
  }

  // ---------------------------------------------------------------- opening

  private void open() throws Exception {
    plain = new Socket();
    plain.bind(new InetSocketAddress(Job.of("localAddress"), 0));
    try {
      plain.connect(new InetSocketAddress(Job.of("host"), Job.number("port")), ms);
    } catch (ConnectException error) {
      Job.failed("open-failed", "control", error);
      throw error;
    }
    plain.setSoTimeout(ms);
    speakOver(plain);
    String mode = Job.of("mode");
    if (mode.equals("implicit")) {
      Job.mark("open");
      speakOver(secured("control", plain));
    }
    greeting();
    if (mode.equals("explicit")) authenticate();
    if (Job.of("protect").equals("before-login")) protect();
    if (send("USER " + Job.of("user")) == 331) send("PASS " + Job.of("password"));
    require(code / 100 == 2);
    if (Job.of("protect").equals("after-login")) protect();
    must("TYPE I");
  }

  private void greeting() throws IOException {
    try {
      require(reply() / 100 == 2);
    } catch (SocketTimeoutException error) {
      if (!Job.of("mode").equals("implicit")) Job.mark("open");
      Job.mark("timeout", "text", Job.json("the greeting"));
      throw error;
    }
  }

  private void authenticate() throws IOException {
    for (String mechanism : Job.of("auth").split(",")) {
      send("AUTH " + mechanism);
      if (code != 234 && code != 334) continue;
      speakOver(secured("control", plain));
      return;
    }
    require(false);
  }

  private void protect() throws IOException {
    must("PBSZ 0");
    protection(Job.of("level"));
  }

  private void protection(String level) throws IOException {
    must("PROT " + level);
    protectedData = !level.equals("C");
  }

  /** Back to clear text: close_notify, and the socket below goes on. */
  private void clear() throws IOException {
    must("CCC");
    control.close();
    speakOver(plain);
  }

  // --------------------------------------------------------------- transfers

  private int passivePort(String mode) throws IOException {
    must(mode);
    boolean extended = mode.equals("EPSV");
    Matcher told =
        Pattern.compile(extended ? "\\|(\\d{1,5})\\|\\)" : "(\\d{1,3}),(\\d{1,3})\\D*$").matcher(last);
    require(told.find());
    int first = Integer.parseInt(told.group(1));
    return extended ? first : first * 256 + Integer.parseInt(told.group(2));
  }

  /**
   * JSSE looks a session up under host and port of the socket below it; with
   * session-reuse a data socket says that it leads to the control port.
   */
  private static Socket dataSocket() throws IOException {
    if (!Job.is("session-reuse")) return new Socket();
    return new Socket() {
      @Override
      public int getPort() {
        return Job.number("port");
      }
    };
  }

  private static ServerSocket listener(InetAddress here) throws IOException {
    return new ServerSocket(0, 1, here) {
      @Override
      public Socket accept() throws IOException {
        Socket socket = dataSocket();
        implAccept(socket);
        return socket;
      }
    };
  }

  /** The connection for `command`, whose first reply has come. */
  private Socket data(String command) throws IOException {
    String mode = Job.of("data").toUpperCase(java.util.Locale.ROOT);
    boolean active = mode.equals("PORT") || mode.equals("EPRT");
    Socket socket = active ? accepted(mode, command) : dialled(mode, command);
    socket.setSoTimeout(ms);
    return protectedData ? secured("data", socket) : socket;
  }

  private Socket dialled(String mode, String command) throws IOException {
    // the address in 227 is not believed
    InetSocketAddress there = new InetSocketAddress(plain.getInetAddress(), passivePort(mode));
    Socket socket = dataSocket();
    socket.bind(new InetSocketAddress(Job.of("localAddress"), 0));
    try {
      socket.connect(there, ms);
    } catch (IOException error) {
      Job.failed("open-failed", "data", error);
      throw error;
    }
    require(send(command) / 100 == 1);
    return socket;
  }

  private Socket accepted(String mode, String command) throws IOException {
    InetAddress here = InetAddress.getByName(Job.of("localAddress"));
    try (ServerSocket listener = listener(here)) {
      int port = listener.getLocalPort();
      String address = here.getHostAddress();
      if (mode.equals("PORT"))
        must("PORT " + address.replace('.', ',') + "," + port / 256 + "," + port % 256);
      else must("EPRT |1|" + address + "|" + port + "|");
      require(send(command) / 100 == 1);
      listener.setSoTimeout(ms);
      return listener.accept();
    }
  }

  /** The final reply says why; without one, what the socket said. */
  private void ended(IOException broken) throws IOException {
    reply();
    require(code / 100 == 2);
    if (broken != null) throw broken;
  }

  private void receive(String command, String local, boolean append) throws IOException {
    IOException broken = null;
    try (FileOutputStream file = new FileOutputStream(local, append)) {
      try (Socket socket = data(command)) {
        socket.getInputStream().transferTo(file);
      } catch (SSLException | java.net.SocketException error) {
        if (code / 100 != 1) throw error;
        broken = error;
      }
    }
    ended(broken);
  }

  private void store(String command, String local) throws IOException {
    IOException broken = null;
    try (FileInputStream file = new FileInputStream(local);
        Socket socket = data(command)) {
      file.transferTo(socket.getOutputStream());
      if (Job.is("shutdownOutput")) {
        socket.shutdownOutput();
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
      }
    } catch (SSLException | java.net.SocketException error) {
      if (code / 100 != 1) throw error;
      broken = error;
    }
    ended(broken);
  }

  private void perform(String step) throws Exception {
    String local = Job.of(step + "local");
    String remote = Job.of(step + "remote");
    String line = Job.of(step + "line");
    int number = Job.number(step + "number");
    switch (Job.of(step + "do")) {
      case "list":
        receive(line, local, false);
        break;
      case "get":
        if (number > 0) require(send("REST " + number) == 350);
        receive("RETR " + remote, local, number > 0);
        break;
      case "put":
        store(line + " " + remote, local);
        break;
      case "prot":
        protection(Job.of(step + "level"));
        break;
      case "pbsz":
        must("PBSZ " + number);
        break;
      case "ccc":
        clear();
        break;
      case "wait":
        Thread.sleep(number);
        break;
      case "command":
        send(line);
        require(List.of(Job.of(step + "accept").split(",")).contains(String.valueOf(code)));
        break;
      default:
        throw new IllegalArgumentException(step);
    }
  }

  public static void main(String[] args) throws Exception {
    Job.load();
    JsseClient client = new JsseClient(context());
    try {
      client.open();
    } catch (Exception error) {
      Job.note(error);
      System.exit(1);
      return;
    }
    boolean ok = Job.all(client::perform);
    try {
      client.send("QUIT");
      client.control.close();
    } catch (Exception error) {
      Job.note(error);
    }
    System.exit(ok ? 0 : 1);
  }
}
