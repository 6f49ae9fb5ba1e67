package io.openclaw.api;

import io.openclaw.waybill.Labels;
import io.openclaw.waybill.WaybillQueries;
import io.openclaw.waybill.WaybillView;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Waybills by any of their numbers, and the label as its maker gave it. */
@RestController
@RequestMapping("/api/v2.1/waybills")
public class WaybillsController {

    private static final Map<String, MediaType> TYPES = Map.of(
            "pdf", MediaType.APPLICATION_PDF,
            "png", MediaType.IMAGE_PNG,
            "zpl", MediaType.TEXT_PLAIN);

    private final WaybillQueries waybills;

    public WaybillsController(WaybillQueries waybills) {
        this.waybills = waybills;
    }

    @GetMapping("/{number}")
    @Scope("waybills:read")
    WaybillView get(@PathVariable String number, HttpServletRequest request) {
        return find(number, Caller.of(request));
    }

    @GetMapping("/{number}/label")
    @Scope("waybills:read")
    ResponseEntity<byte[]> label(@PathVariable String number, HttpServletRequest request) {
        Caller caller = Caller.of(request);
        find(number, caller);
        Labels.Version label = waybills.label(caller.tenant(), number)
                .orElseThrow(() -> ApiProblem.notFound(
                        "waybill " + number + " has no label yet",
                        "its maker gives it; the order's timeline says how far it is"));
        String file = number + "." + label.document().format();
        return ResponseEntity.ok()
                .contentType(TYPES.getOrDefault(label.document().format(), MediaType.APPLICATION_OCTET_STREAM))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.inline().filename(file).build().toString())
                .body(label.document().document());
    }

    private WaybillView find(String number, Caller caller) {
        return waybills.find(caller.tenant(), number)
                .filter(w -> caller.sees(w.account()))
                .orElseThrow(() -> ApiProblem.notFound(
                        "no waybill " + number, "any number of a parcel is taken: waybill, last mile, our parcel_no"));
    }
}
