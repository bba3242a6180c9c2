import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * What our Java clients share: the job, properties on stdin because the JDK
 * has no JSON reader, marks on stdout, keys and roots. Speaks no FTP.
 */
final class Job {
  private static final Properties JOB = new Properties();
  private static final Set<Long> CREATED = new HashSet<>();

  private Job() {}

  /** One step; `step` is the beginning of its properties' names. */
  interface Performer {
    void perform(String step) throws Exception;
  }

  static void load() throws Exception {
    JOB.load(new ByteArrayInputStream(System.in.readAllBytes()));
    if (!is("everything")) return;
    Security.setProperty("jdk.tls.disabledAlgorithms", "");
    Security.setProperty("jdk.certpath.disabledAlgorithms", "");
  }

  static String of(String name) {
    return JOB.getProperty(name, "");
  }

  static boolean is(String name) {
    return of(name).equals("true");
  }

  static int number(String name) {
    return Integer.parseInt(of(name));
  }

  static String json(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : String.valueOf(text).toCharArray()) {
      if (c == '"' || c == '\\') out.append('\\').append(c);
      else if (c < 32 || c > 126) out.append(String.format("\\u%04x", (int) c));
      else out.append(c);
    }
    return out.append('"').toString();
  }

  static void mark(String word, String... pairs) {
    StringBuilder out = new StringBuilder(of("mark")).append(' ').append(word);
    for (int i = 0; i + 1 < pairs.length; i += 2)
      out.append(i == 0 ? " {" : ",").append(json(pairs[i])).append(':').append(pairs[i + 1]);
    System.out.println(pairs.length == 0 ? out : out.append('}'));
    System.out.flush();
  }

  static String told(Throwable error) {
    return error.getClass().getName() + ": " + error.getMessage();
  }

  static void failed(String word, String role, Throwable error) {
    mark(word, "role", json(role), "text", json(told(error)));
  }

  static void note(Throwable error) {
    mark("note", "text", json(told(error)));
  }

  /** JSSE does not say it: a resumed session has the time of the old one. */
  static void secured(String role, SSLSocket socket) {
    SSLSession own = socket.getSession();
    if (!own.isValid()) return;
    boolean known = !CREATED.add(own.getCreationTime());
    mark("tls", "role", json(role), "version", json(own.getProtocol()),
        "cipher", json(own.getCipherSuite()),
        "resumed", String.valueOf(known && role.equals("data")));
  }

  private static List<Certificate> certificates(String file) throws Exception {
    try (InputStream in = new FileInputStream(file)) {
      return new ArrayList<>(CertificateFactory.getInstance("X.509").generateCertificates(in));
    }
  }

  static final class AcceptAll implements X509TrustManager {
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  /** The roots of the job, or those of the JDK when it names none. */
  static TrustManager roots() throws Exception {
    KeyStore store = null;
    if (!of("roots").isEmpty()) {
      store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int count = 0;
      for (Certificate root : certificates(of("roots")))
        store.setCertificateEntry("root" + count++, root);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers()[0];
  }

  /** null: none was given */
  static KeyManager identity() throws Exception {
    if (of("certificate").isEmpty()) return null;
    String pem = Files.readString(Path.of(of("key")));
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    List<Certificate> chain = certificates(of("certificate"));
    String kind = chain.get(0).getPublicKey().getAlgorithm();
    PrivateKey key = KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(der));
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setKeyEntry("own", key, new char[0], chain.toArray(new Certificate[0]));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, new char[0]);
    return factory.getKeyManagers()[0];
  }

  private static boolean goesOn(String kind) {
    return List.of("command", "prot", "pbsz", "ccc").contains(kind);
  }

  /** All steps; ends the program at one that cannot be gone on from. */
  static boolean all(Performer own) {
    boolean ok = true;
    for (int i = 0; i < number("steps"); i++) {
      mark("step " + i);
      try {
        own.perform("step." + i + ".");
        mark("done " + i, "ok", "true");
      } catch (Exception error) {
        ok = false;
        if (error instanceof SocketTimeoutException) mark("timeout", "text", json("a reply"));
        mark("done " + i, "ok", "false", "error", json(told(error)));
        if (!goesOn(of("step." + i + ".do"))) System.exit(1);
      }
    }
    return ok;
  }
}
