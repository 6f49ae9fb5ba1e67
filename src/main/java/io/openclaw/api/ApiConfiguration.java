package io.openclaw.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.context.annotation.Configuration;
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

    private static final class ScopeCheck implements HandlerInterceptor {

        @Override
        public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
            if (!(handler instanceof HandlerMethod method)) {
                return true;
            }
            Scope scope = method.getMethodAnnotation(Scope.class);
            Caller caller = Caller.of(request);
            if (scope == null || caller == null || !caller.scopes().contains(scope.value())) {
                String needed = scope == null ? "a scope nobody has" : "scope " + scope.value();
                throw new ApiProblem(
                        403, "scope_missing", "the token lacks " + needed, "ask /oauth/token with " + needed);
            }
            return true;
        }
    }
}
