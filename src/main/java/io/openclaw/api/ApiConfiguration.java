package io.openclaw.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.List;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Checks the scope of every call of the open API, and reads its bodies strictly. A call without a declared scope is refused,
 * not let through.
 */
@Configuration(proxyBeanMethods = false)
class ApiConfiguration implements WebMvcConfigurer {

    private final ObjectMapper json;

    ApiConfiguration(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public void extendMessageConverters(List<HttpMessageConverter<?>> converters) {
        converters.add(0, new StrictBodies(json));
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new ScopeCheck()).addPathPatterns("/api/**");
    }

    static final class ScopeCheck implements HandlerInterceptor {

        @Override
        public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
            // What may be done at an address is told by Spring itself, which is no call and has no scope.
            if (!(handler instanceof HandlerMethod method) || HttpMethod.OPTIONS.matches(request.getMethod())) {
                return true;
            }
            Scope scope = method.getMethodAnnotation(Scope.class);
            Caller caller = Caller.of(request);
            if (scope == null || caller == null || !caller.scopes().contains(scope.value())) {
                String needed = scope == null ? "a scope nobody has" : "scope " + scope.value();
                throw new ApiProblem(
                        403, "scope_missing", "the token lacks " + needed, "ask /oauth/token with " + needed);
            }
            // Before anything is done: a write whose answer cannot be told would have been done all the same.
            if (!isDocument(method) && !takesJson(request)) {
                throw ApiProblem.notAcceptable();
            }
            return true;
        }

        private static boolean isDocument(HandlerMethod method) {
            return ResolvableType.forMethodReturnType(method.getMethod())
                    .as(ResponseEntity.class)
                    .getGeneric(0)
                    .resolve(Object.class)
                    .equals(byte[].class);
        }

        private static boolean takesJson(HttpServletRequest request) {
            List<String> accepted = Collections.list(request.getHeaders(HttpHeaders.ACCEPT));
            try {
                return accepted.isEmpty()
                        || MediaType.parseMediaTypes(accepted).stream()
                                .anyMatch(type -> type.isCompatibleWith(MediaType.APPLICATION_JSON));
            } catch (InvalidMediaTypeException e) {
                return false;
            }
        }
    }
}
