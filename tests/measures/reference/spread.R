# What giox.measures.funnel, prior and shrink should give, computed apart from them in R.
#
#   Rscript tests/measures/reference/spread.R
#
# writes spread.csv beside this script: limits of a funnel and parameters of the prior for the
# counts of spread_counts.csv. Base R, MASS (glm.nb) and optim; made with R 4.2.2.

library(MASS)
arguments <- commandArgs(FALSE)
here <- dirname(sub("--file=", "", arguments[grep("--file=", arguments)]))
counts <- read.csv(file.path(here, "spread_counts.csv"))
out <- data.frame()
put <- function(kind, quantity, key, value)
  out <<- rbind(out, data.frame(kind = kind, quantity = quantity, key = key,
                                value = formatC(value, digits = 12, format = "g")))

winsorise <- function(z, q) {
  ends <- quantile(z, c(q, 1 - q), names = FALSE)
  pmin(pmax(z, ends[1]), ends[2])
}

for (kind in c("share", "rate")) {
  d <- counts[counts$kind == kind, ]
  y <- d$count; n <- d$total; I <- length(y); m <- sum(y) / sum(n)
  share <- kind == "share"
  for (p in c(0.001, 0.025, 0.975, 0.999)) for (i in seq_len(I)) {
    r <- if (share) qbinom(p, n[i], m) else qpois(p, n[i] * m)
    F <- function(k) if (share) pbinom(k, n[i], m) else ppois(k, n[i] * m)
    a <- (F(r) - p) / (F(r) - F(r - 1))
    put(kind, paste0("exact_", p), i, max(0, (r - a) / n[i]))
  }
  s <- sqrt(if (share) m * (1 - m) / n else m / n)
  z <- (y / n - m) / s
  phi <- mean(winsorise(z, 0.1)^2)
  w <- 1 / s^2
  tau2 <- max(0, (I * phi - (I - 1)) / (sum(w) - sum(w^2) / sum(w)))
  put(kind, "phi", 0, phi); put(kind, "tau2", 0, tau2)
  for (i in seq_len(I)) {
    put(kind, "additive_0.975", i, m + qnorm(0.975) * sqrt(s[i]^2 + tau2))
    put(kind, "multiplicative_0.975", i, m + qnorm(0.975) * sqrt(s[i]^2 * phi))
  }
  put(kind, "chi2", 0, sum(z^2)); put(kind, "p", 0, pchisq(sum(z^2), I - 1, lower.tail = FALSE))
  if (share) {
    loss <- function(v) {
      mu <- plogis(v[1]); size <- exp(v[2])
      -sum(lbeta(mu * size + y, (1 - mu) * size + n - y) - lbeta(mu * size, (1 - mu) * size))
    }
    fit <- optim(c(qlogis(m), 2), loss, method = "BFGS", control = list(reltol = 1e-15))
    mu <- plogis(fit$par[1]); size <- exp(fit$par[2])
    a <- mu * size + y; b <- (1 - mu) * size + n - y
    low <- qbeta(0.025, a, b); high <- qbeta(0.975, a, b); shrunk <- a / (a + b)
  } else {
    fit <- glm.nb(y ~ 1 + offset(log(n)), control = glm.control(epsilon = 1e-14, maxit = 200))
    mu <- exp(unname(coef(fit))); size <- fit$theta / mu
    a <- mu * size + y; b <- size + n
    low <- qgamma(0.025, a, b); high <- qgamma(0.975, a, b); shrunk <- a / b
  }
  put(kind, "mean", 0, mu); put(kind, "size", 0, size)
  for (i in seq_len(I)) {
    put(kind, "shrunk", i, shrunk[i]); put(kind, "low", i, low[i]); put(kind, "high", i, high[i])
  }
}
write.csv(out, file.path(here, "spread.csv"), row.names = FALSE, quote = FALSE)
