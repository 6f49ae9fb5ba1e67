package io.openclaw.partner.signature;

import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The schemes that belong to no vendor. A vendor's scheme is a bean of its own and joins by being one. */
@Configuration(proxyBeanMethods = false)
class SignatureConfiguration {

    @Bean
    SignatureScheme openClawHmac() {
        return new OpenClawHmac();
    }

    @Bean
    SignatureScheme noSignature() {
        return new NoSignature();
    }

    @Bean
    SignatureSchemes signatureSchemes(List<SignatureScheme> schemes) {
        return new SignatureSchemes(schemes);
    }
}
