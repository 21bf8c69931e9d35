import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What all servers of the suite do for their visitors. */
final class Pages {
    private Pages() {}

    static String page(int count) {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("<li id='").append(i).append("'>")
                    .append(URLEncoder.encode("entry " + i * 31 + " & more", StandardCharsets.UTF_8)).append("</li>\n");
        }
        return text.toString();
    }

    static String upload(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
