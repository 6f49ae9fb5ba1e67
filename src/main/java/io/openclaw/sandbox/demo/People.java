package io.openclaw.sandbox.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Buyers who do not exist: invented names and streets, telephone numbers and domains reserved for fiction. */
final class People {

    private record Town(
            String city, String state, String stateName, String postcode, String countryName, String phone) {}

    private static final List<String> FIRST = List.of(
            "Avelyn",
            "Brannock",
            "Corisande",
            "Davorin",
            "Elspet",
            "Farrow",
            "Ginevra",
            "Halvard",
            "Isaura",
            "Jorvik",
            "Katrijn",
            "Leofric",
            "Maristela",
            "Nerys",
            "Orsolya",
            "Percival");
    private static final List<String> LAST = List.of(
            "Applethwaite",
            "Birkensnaw",
            "Cranmoor",
            "Dunhallow",
            "Eversfold",
            "Fenwickle",
            "Gorsedale",
            "Hollinbrow",
            "Ivesmere",
            "Kestrelby",
            "Larkenfield",
            "Mosswater",
            "Netherby",
            "Oxenholt",
            "Pennyroyle",
            "Quillfeather");
    private static final List<String> STREETS = List.of(
            "Sandbox Lane", "Placeholder Street", "Specimen Road", "Example Avenue", "Fixture Court", "Sample Terrace");
    private static final Map<String, List<Town>> TOWNS = Map.of(
            "US",
                    List.of(
                            new Town("Portland", "OR", "Oregon", "97205", "United States", "+1 503-555-01"),
                            new Town("Madison", "WI", "Wisconsin", "53703", "United States", "+1 608-555-01"),
                            new Town("Tucson", "AZ", "Arizona", "85701", "United States", "+1 520-555-01"),
                            new Town("Albany", "NY", "New York", "12207", "United States", "+1 518-555-01")),
            "CA", List.of(new Town("Halifax", "NS", "Nova Scotia", "B3H 1A1", "Canada", "+1 902-555-01")),
            "GB", List.of(new Town("Leeds", "ENG", "England", "LS1 4AP", "United Kingdom", "+44 113 496 00")),
            "DE", List.of(new Town("Kassel", "HE", "Hessen", "34117", "Germany", "+49 30 23125 0")),
            "FR", List.of(new Town("Nantes", "PDL", "Pays de la Loire", "44000", "France", "+33 1 99 00 00 ")),
            "AU", List.of(new Town("Hobart", "TAS", "Tasmania", "7000", "Australia", "+61 3 5550 01")),
            "JP", List.of(new Town("Sendai", "JP-04", "Miyagi", "980-0811", "Japan", "+81 22 555 01")));

    private People() {}

    /** A buyer's address as Shopify writes it. Countries without an entry get a town named after them. */
    static Map<String, Object> address(String country, String postcode) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        List<Town> towns = TOWNS.getOrDefault(
                country, List.of(new Town("Sandbox Town", country, country, "10000", country, "+1 202-555-01")));
        Town town = towns.get(random.nextInt(towns.size()));
        String first = FIRST.get(random.nextInt(FIRST.size()));
        String last = LAST.get(random.nextInt(LAST.size()));
        Map<String, Object> address = new LinkedHashMap<>();
        address.put("first_name", first);
        address.put("last_name", last);
        address.put("name", first + " " + last);
        address.put("company", null);
        address.put("address1", (1 + random.nextInt(240)) + " " + STREETS.get(random.nextInt(STREETS.size())));
        address.put("address2", random.nextInt(3) == 0 ? "Apt " + (1 + random.nextInt(40)) : null);
        address.put("city", town.city());
        address.put("zip", postcode == null ? town.postcode() : postcode);
        address.put("province", town.stateName());
        address.put("province_code", town.state());
        address.put("country", town.countryName());
        address.put("country_code", country);
        address.put("phone", town.phone() + String.format("%02d", random.nextInt(100)));
        address.put("latitude", null);
        address.put("longitude", null);
        return address;
    }

    static String email(Map<String, Object> address) {
        return (address.get("first_name") + "." + address.get("last_name")).toLowerCase(Locale.ROOT) + "@example.com";
    }
}
