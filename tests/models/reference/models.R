# What giox.models should give on panel.csv, computed apart from it in R.
#
#   Rscript tests/models/reference/models.R
#
# writes models.csv beside this script. R 4.2.2 with MASS (glm.nb) and sandwich (vcovCL, vcovHC).

suppressMessages({ library(MASS); library(sandwich) })
arguments <- commandArgs(FALSE)
here <- dirname(sub("--file=", "", arguments[grep("--file=", arguments)]))
d <- read.csv(file.path(here, "panel.csv"))
d$region <- factor(d$region); d$body <- factor(d$body); d$y <- factor(d$year)
out <- data.frame()
put <- function(model, term, quantity, value)
  out <<- rbind(out, data.frame(model = model, term = term, quantity = quantity,
                                value = formatC(value, digits = 12, format = "g")))
exact <- glm.control(epsilon = 1e-14, maxit = 200)

record <- function(model, fit, v, skip = character()) {
  for (term in names(coef(fit))) {
    if (any(startsWith(term, skip))) next
    put(model, term, "estimate", coef(fit)[[term]])
    put(model, term, "std_error", sqrt(v[term, term]))
  }
}
# G / (G - 1) · (n - 1) / (n - k): what sandwich calls HC1 with cadjust.
clustered <- function(fit) vcovCL(fit, ~ body, data = d, type = "HC1", cadjust = TRUE)

plain <- glm(new ~ x + after + region + offset(log(population)), poisson, d, control = exact)
record("poisson", plain, clustered(plain))
put("poisson", "", "loglik", as.numeric(logLik(plain)))
put("poisson", "", "deviance", deviance(plain))
put("poisson", "", "pearson", sum(residuals(plain, "pearson")^2) / plain$df.residual)
mu <- fitted(plain); z <- ((d$new - mu)^2 - d$new) / mu
for (form in c("nb2", "nb1")) {
  aux <- if (form == "nb2") lm(z ~ 0 + mu) else lm(z ~ 1)
  put("poisson", form, "alpha", coef(aux)[[1]])
  put("poisson", form, "statistic", coef(aux)[[1]] / sqrt(vcovHC(aux, type = "HC1")[1, 1]))
}
v <- clustered(plain); at <- grep("region", names(coef(plain)))
put("poisson", "region", "wald", c(coef(plain)[at] %*% solve(v[at, at], coef(plain)[at])) / length(at))

put("poisson", "x", "margin", mean(mu) * coef(plain)[["x"]])
X <- model.matrix(plain)
gradient <- coef(plain)[["x"]] * colMeans(X * mu); gradient["x"] <- gradient["x"] + mean(mu)
put("poisson", "x", "margin_error", sqrt(c(gradient %*% v %*% gradient)))

put_without <- function(body) {
  left <- update(plain, data = d[d$body != body, ])
  put("poisson", body, "without", coef(left)[["x"]])
}
for (body in c("b00", "b17", "b42")) put_without(body)

robust <- glm(new ~ x + after, poisson, d, control = exact)
record("robust", robust, vcovHC(robust, type = "HC1"))

nb <- glm.nb(new ~ x + after + offset(log(population)), d, control = glm.control(1e-14, 500))
nb <- glm.nb(new ~ x + after + offset(log(population)), d, init.theta = nb$theta,
             control = glm.control(1e-14, 500))
record("negative_binomial", nb, clustered(nb))
put("negative_binomial", "", "alpha", 1 / nb$theta)
put("negative_binomial", "", "loglik", as.numeric(logLik(nb)))

cases <- glm(cbind(granted, new - granted) ~ x + after, binomial, d[d$new > 0, ], control = exact)
v <- vcovCL(cases, ~ body, data = d[d$new > 0, ], type = "HC1", cadjust = TRUE)
record("binomial", cases, v)
put("binomial", "", "loglik", as.numeric(logLik(cases)))

s <- d[d$new > 0, ]; s$share <- s$granted / s$new
fractional <- glm(share ~ x + after, quasibinomial, s, control = exact)
record("fractional", fractional, vcovCL(fractional, ~ body, data = s, type = "HC1", cadjust = TRUE))

# Effects as dummies. Bodies lie within clusters: the correction counts them as one column.
effects <- glm(new ~ x + body + y + offset(log(population)), poisson, d, control = exact)
n <- nobs(effects); k <- length(coef(effects)); G <- nlevels(d$body)
v <- vcovCL(effects, ~ body, data = d, type = "HC0", cadjust = FALSE)
v <- v * G / (G - 1) * (n - 1) / (n - (k - nlevels(d$body) + 1))
record("effects", effects, v, c("body", "y2", "(Intercept)"))
write.csv(out, file.path(here, "models.csv"), row.names = FALSE, quote = FALSE)
