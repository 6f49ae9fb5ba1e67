package io.openclaw.partner.signature;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The signature schemes of single vendors, under the names connectors and accounts use. */
@Configuration(proxyBeanMethods = false)
class VendorSignatures {

    @Bean
    SignatureScheme shopifyHmac() {
        return new ShopifyHmac();
    }

    @Bean
    SignatureScheme shopifyToken() {
        return HeaderToken.shopify();
    }

    @Bean
    SignatureScheme fourPxMd5() {
        return new FourPxMd5();
    }

    @Bean
    SignatureScheme track17Sha256() {
        return new Track17Sha256();
    }

    @Bean
    SignatureScheme track17Token() {
        return HeaderToken.track17();
    }

    @Bean
    SignatureScheme mabangHmac() {
        return new MabangHmac();
    }
}
