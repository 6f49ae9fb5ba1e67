package io.openclaw.partner;

import io.openclaw.partner.signature.FourPxMd5;
import io.openclaw.partner.signature.HeaderToken;
import io.openclaw.partner.signature.MabangHmac;
import io.openclaw.partner.signature.ShopifyHmac;
import io.openclaw.partner.signature.SignatureScheme;
import io.openclaw.partner.signature.Track17Sha256;
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
