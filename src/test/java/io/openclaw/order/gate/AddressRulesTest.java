package io.openclaw.order.gate;

import static io.openclaw.order.Documents.address;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.account.Account;
import io.openclaw.order.Address;
import io.openclaw.order.TestAccounts;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {

    private final Account shop = new TestAccounts().get(TestAccounts.SHOP);

    @ParameterizedTest
    @ValueSource(strings = {"XX", "ZZ", "UK"})
    void aCountryThatDoesNotExistHoldsTheOrder(String country) {
        assertThat(judged(country)).containsExactly("country_code: " + country);
        assertThat(HoldRemedies.remedy("address_incomplete", "country_code: " + country, null, Locale.ENGLISH))
                .contains("country_code: " + country, "ISO 3166-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"US", "GB", "CW", "XK", "AC"})
    void countriesAndWhatCarriersTakeForOneAreServed(String country) {
        assertThat(judged(country)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HK", "KW", "SA", "CL", "VN", "PE", "EG"})
    void whereShopsDoNotAskForAPostalCodeItIsNotNeeded(String country) {
        assertThat(AddressRules.missing(address(country, "Ada", "1 Road", "Town", null, "+1 555 0100"), shop))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DE", "JP", "TW", "TR", "CO"})
    void elsewhereItIs(String country) {
        assertThat(AddressRules.missing(address(country, "Ada", "1 Road", "Town", null, "+1 555 0100"), shop))
                .containsExactly("postal_code");
    }

    @Test
    void aMissingCountryIsNotCalledAWrongOne() {
        assertThat(judged("")).contains("country_code").doesNotContain("country_code: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AU", "CA", "CN", "IN", "MX"})
    void whereParcelsAreSortedByStateItIsNeeded(String country) {
        assertThat(judged(country)).containsExactly("state");
        assertThat(HoldRemedies.remedy("address_incomplete", "state", null, Locale.ENGLISH))
                .contains("state (province)");
    }

    @Test
    void aCityStateNeedsNoCity() {
        assertThat(AddressRules.missing(address("SG", "Ada", "1 Road", null, "018956", "+65 5550 0100"), shop))
                .isEmpty();
    }

    @Test
    void customsOfBrazilWantTheBuyersNumber() {
        assertThat(judged("BR")).containsExactly("state", "tax_id: CNPJ or CPF");
        assertThat(HoldRemedies.remedy("address_incomplete", "tax_id: CNPJ or CPF", null, Locale.ENGLISH))
                .contains("CNPJ or CPF", "additional details");
        Address known = new Address(
                "Ada",
                null,
                "+55 11 5550 0100",
                null,
                null,
                "BR",
                "SP",
                "Town",
                null,
                null,
                "01000-000",
                null,
                "1 Road",
                null,
                null,
                null,
                null,
                List.of(new Address.TaxId("cpf", "000.000.001-91")),
                false);
        assertThat(AddressRules.missing(known, shop)).isEmpty();
    }

    private List<String> judged(String country) {
        return AddressRules.missing(address(country, "Ada", "1 Road", "Town", "12345", "+1 555 0100"), shop);
    }
}
