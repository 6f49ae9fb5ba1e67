package io.openclaw.partner.signature;

import io.openclaw.account.Account;
import java.util.List;
import java.util.Map;

/**
 * What a scheme needs of an account.
 *
 * @param account its name, for messages
 * @param secrets shared secrets, the one to sign with first; a second is active while they are rotated
 * @param credentials further parts of the grant: access_token, app_key ...
 */
public record Keys(String account, List<String> secrets, Map<String, String> credentials) {

    public static Keys of(Account account) {
        return new Keys(account.id(), account.secrets(), account.credentials());
    }

    /** The secret to sign with. */
    public String secret() {
        if (secrets.isEmpty()) {
            throw new IllegalStateException(
                    "account " + account + " has no secret: set secrets in config/partners.yaml");
        }
        return secrets.get(0);
    }

    /** A credential that has to be there; the message names the field to mend. */
    public String credential(String name) {
        String value = credentials.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalStateException(
                    "account " + account + " has no credentials." + name + ": set it in config/partners.yaml");
        }
        return value;
    }

    /** A credential, or what to use where it is not set. */
    public String credential(String name, String otherwise) {
        return credentials.getOrDefault(name, otherwise);
    }
}
