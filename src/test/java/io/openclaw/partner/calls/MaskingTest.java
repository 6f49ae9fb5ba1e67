package io.openclaw.partner.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MaskingTest {

    private static String body(String text) {
        return Masking.body(text.getBytes(StandardCharsets.UTF_8), 2000);
    }

    @Test
    void hidesPeopleAndSecretsAndKeepsTheRest() {
        assertThat(
                        body(
                                """
                        {"id":1,"name":"#1001","email":"ann@example.org","access_token":"t","note":"ring twice",
                         "shipping_address":{"name":"Ann","city":"Oslo","country_code":"NO","zip":"0150"},
                         "lines":[{"sku":"A","quantity":2,"title":"Lamp"}],
                         "consignee":{"first_name":"Ann","tax_ids":[{"type":"VAT","value":"9"}]},
                         "phone":4712345678,"total":"12.50","carrier_name":"4PX"}"""))
                .isEqualTo("{\"id\":1,\"name\":\"#1001\",\"email\":\"***\",\"access_token\":\"***\",\"note\":\"***\","
                        + "\"shipping_address\":{\"name\":\"***\",\"city\":\"***\",\"country_code\":\"NO\",\"zip\":\"***\"},"
                        + "\"lines\":[{\"sku\":\"A\",\"quantity\":2,\"title\":\"Lamp\"}],"
                        + "\"consignee\":{\"first_name\":\"***\",\"tax_ids\":[{\"type\":\"VAT\",\"value\":\"***\"}]},"
                        + "\"phone\":\"***\",\"total\":\"12.50\",\"carrier_name\":\"4PX\"}");
    }

    @Test
    void hidesInAddressesFormsAndText() {
        assertThat(Masking.url("http://p/api?app_key=k&method=create&sign=abc&access_token=t&email=a%40b.c"))
                .isEqualTo("http://p/api?app_key=***&method=create&sign=***&access_token=***&email=***");
        assertThat(body("grant_type=client_credentials&client_secret=x&recipient_name=Ann"))
                .isEqualTo("grant_type=client_credentials&client_secret=***&recipient_name=***");
        assertThat(body("{\"customization\":\"To Anna\",\"attributes\":[{\"name\":\"Card\",\"value\":\"Dear Bob\"}],"
                        + "\"properties\":[{\"name\":\"Engraving\",\"value\":\"To Cleo\"}],\"remark\":\"note: Dora\"}"))
                .as("what a buyer has made is often a name")
                .doesNotContain("Anna", "Bob", "Cleo", "Dora");
        assertThat(body("order of ann@example.org is gone")).isEqualTo("order of *** is gone");
    }

    @Test
    void hidesWhatIsNumberedAndWhatIsADocumentWithinAText() {
        assertThat(
                        body(
                                "{\"phone1\":\"+1 503\",\"street2\":\"Elm\",\"tel3\":\"4\",\"line1\":\"x\",\"data\":\"{\\\"buyerName\\\":\\\"Ann\\\",\\\"sku\\\":\\\"A\\\"}\"}"))
                .isEqualTo(
                        "{\"phone1\":\"***\",\"street2\":\"***\",\"tel3\":\"***\",\"line1\":\"x\",\"data\":\"{\\\"buyerName\\\":\\\"***\\\",\\\"sku\\\":\\\"A\\\"}\"}");
        assertThat(body("{\"note\":\"x\",\"a\":\"[NEW] lamp\",\"b\":\"{broken 503\"}"))
                .isEqualTo("{\"note\":\"***\",\"a\":\"[NEW] lamp\",\"b\":\"{}[no JSON from here]\"}");
    }

    @Test
    void showsNoDocuments() {
        assertThat(body("%PDF-1.7 ...")).isEqualTo("[12 bytes]");
        assertThat(Masking.body(new byte[] {0, 1, 2}, 100)).isEqualTo("[3 bytes]");
        assertThat(Masking.body(new byte[0], 100)).isNull();
    }

    @Test
    void staysWithinItsLimitAndSurvivesBrokenJson() {
        String large = "{\"a\":[" + "{\"email\":\"x@y.example\",\"k\":1},".repeat(100_000) + "1]}";
        assertThat(body(large)).hasSize(2000).doesNotContain("@");
        assertThat(body("{\"phone\":\"123\",\"b\":"))
                .startsWith("{\"phone\":\"***\"")
                .doesNotContain("123");
        assertThat(body("{\"phone\":\"12345678")).doesNotContain("1234");
    }
}
