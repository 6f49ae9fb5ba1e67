package io.openclaw.waybill;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.openclaw.account.Accounts;
import io.openclaw.store.Sql;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Takes the numbers that carriers name beside their tracking: the last mile's often shows there first. */
@Component("waybillNumbers")
public class WaybillNumbers {

    private final JdbcClient jdbc;
    private final Accounts accounts;
    private final Waybills waybills;
    private final String find = Sql.of("waybill").get("parcels-by-number");
    private final ObjectMapper json = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    public WaybillNumbers(JdbcClient jdbc, Accounts accounts, Waybills waybills) {
        this.jdbc = jdbc;
        this.accounts = accounts;
        this.waybills = waybills;
    }

    /**
     * Keeps the numbers of tracking documents. Called inside the caller's transaction, before anything else locks the
     * parcels: where one document names a number, the parcels of all of them are held here, in their order, for they are read next.
     *
     * @param account the carrier or aggregator that names them
     * @param documents canonical tracking documents, as maps or as records
     * @return the corrections to tell; mostly none
     */
    public List<WaybillFact> heard(String account, Collection<?> documents) {
        String tenant = accounts.get(account).tenant();
        Map<String, List<ParcelNumber>> heard = new TreeMap<>(); // sorted: two messages never lock crosswise
        List<Map<?, ?>> read = new ArrayList<>();
        documents.forEach(one -> read.add(one instanceof Map<?, ?> map ? map : json.convertValue(one, Map.class)));
        if (read.stream().allMatch(document -> WaybillAnswer.numbers(document).isEmpty())) {
            return List.of();
        }
        for (Map<?, ?> document : read) {
            List<ParcelNumber> numbers = WaybillAnswer.numbers(document);
            find(tenant, WaybillAnswer.number(document))
                    .ifPresent(parcel -> heard.computeIfAbsent(parcel, p -> new ArrayList<>())
                            .addAll(numbers.stream()
                                    .filter(number -> !borneInCapitals(tenant, number.number(), parcel))
                                    .toList()));
        }
        return heard.entrySet().stream()
                .map(entry -> waybills.renumber(entry.getKey(), entry.getValue()))
                .filter(fact -> WaybillFact.CREATED.equals(fact.change()))
                .toList();
    }

    /** By the number as it is said, else in capitals: whoever types one may write it small. */
    private Optional<String> find(String tenant, String number) {
        return parcel(tenant, number).or(() -> parcel(tenant, capitals(number)));
    }

    /** In small letters it is no other number. */
    private boolean borneInCapitals(String tenant, String number, String parcel) {
        return !number.equals(capitals(number))
                && parcel(tenant, capitals(number)).filter(parcel::equals).isPresent();
    }

    private static String capitals(String number) {
        return number == null ? null : number.toUpperCase(Locale.ROOT);
    }

    private Optional<String> parcel(String tenant, String number) {
        return number == null
                ? Optional.empty()
                : jdbc.sql(find).param("tenant", tenant).param("number", number).query(String.class).list().stream()
                        .findFirst();
    }
}
