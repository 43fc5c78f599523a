using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Transport.Tls;

/// <summary>
/// Decides whether a certificate of the other side may be trusted, as Go does: some certificate of its chain must be in our <c>ca</c>
/// file, and everything up to that one must be in order (spec wire 6.2). Nothing is downloaded, nothing is looked up in the system's store.
/// </summary>
internal static class TlsTrust
{
    private const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    private const string ClientUsage = "1.3.6.1.5.5.7.3.2";

    // What .NET says because our anchors are not in its own store.
    private const X509ChainStatusFlags NotItsOwn = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;

    /// <summary>How to build the chain.</summary>
    /// <param name="anchors">Certificates of our <c>ca</c> file.</param>
    /// <param name="isServer">True if the other side is the server.</param>
    /// <param name="now">Time at which it must be valid.</param>
    public static X509ChainPolicy Policy(X509Certificate2Collection anchors, bool isServer, DateTimeOffset now)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority,
            VerificationTime = now.LocalDateTime,
            ApplicationPolicy = { new Oid(isServer ? ServerUsage : ClientUsage) },
        };
        policy.CustomTrustStore.AddRange(anchors);
        policy.ExtraStore.AddRange(anchors); // those that did not sign themselves are found here
        return policy;
    }

    /// <summary>Why the other side's certificate is not trusted, or null if it is.</summary>
    /// <param name="certificate">What it showed, if anything.</param>
    /// <param name="chain">Built with <see cref="Policy"/>.</param>
    /// <param name="ours">Our files.</param>
    /// <param name="isServer">True if the other side is the server.</param>
    public static string? ProblemOf(X509Certificate2? certificate, X509Chain? chain, TlsCredentials ours, bool isServer)
    {
        if (certificate is null || chain is null)
            return isServer ? "the server shows no certificate" : "the client shows no certificate: its connect section needs cert and key";
        var problem = ProblemOf(chain, ours);
        if (problem is null || ours.Anchors.Count == 1) return problem;

        // Authorities of the same name, an old and a new one, can be mistaken for each other: try each by itself.
        foreach (var anchor in ours.Anchors)
        {
            using var alone = new X509Chain { ChainPolicy = Policy([anchor], isServer, chain.ChainPolicy.VerificationTime) };
            alone.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore.Where(presented => !IsAnchor(presented, ours)).ToArray());
            alone.Build(certificate);
            if (ProblemOf(alone, ours) is null) return null;
        }

        return problem;
    }

    /// <summary>Why a server's certificate is not that of the server we want, or null. Only alternative names count, as for Go.</summary>
    public static string? ProblemOfName(X509Certificate2 certificate, string serverName)
    {
        if (!IPAddress.TryParse(serverName, out _) && Uri.CheckHostName(serverName) != UriHostNameType.Dns)
            return $"server_cn {GoQuote.Quote(serverName)} is neither a host name nor an address, so no certificate can be for it: set it to a name of the server's certificate";
        if (certificate.MatchesHostname(serverName, allowWildcards: true, allowCommonName: false)) return null;
        var names = TlsText.AlternativeNamesOf(certificate);
        var says = names.Length > 0
            ? $"the server's certificate is for {names}, not for server_cn {GoQuote.Quote(serverName)}"
            : $"the server's certificate has no subject alternative names (its common name, {GoQuote.Quote(TlsText.CommonNameOf(certificate) ?? "")}, does not count), "
              + $"so it is not for server_cn {GoQuote.Quote(serverName)}";
        return $"{says}. Set server_cn to one of its names, or have it issued again with that one: {TlsText.Of(certificate)}";
    }

    // Byte by byte: .NET takes certificates of the same issuer and serial number for equal, which anyone can make.
    private static bool IsAnchor(X509Certificate2 certificate, TlsCredentials ours) =>
        ours.Anchors.Any(anchor => anchor.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span));

    private static string? ProblemOf(X509Chain chain, TlsCredentials ours)
    {
        var elements = chain.ChainElements;
        var anchor = 0;
        while (anchor < elements.Count && !IsAnchor(elements[anchor].Certificate, ours)) anchor++;
        if (anchor == elements.Count)
        {
            var last = elements[^1].Certificate;
            return $"no certificate in our ca {ours.Files.CertificateAuthority} has signed it: it would have to be {GoQuote.Quote(last.Issuer)}. The other side shows "
                + $"{TlsText.Of(elements[0].Certificate)}. Add that authority to ca here, or have the certificate issued by ours "
                + $"({string.Join(", ", ours.Anchors.Take(3).Select(a => GoQuote.Quote(a.Subject)))}); intermediate certificates belong into the other side's cert file";
        }

        for (var i = 0; i <= anchor; i++)
        {
            foreach (var status in elements[i].ChainElementStatus)
            {
                var flag = status.Status & ~NotItsOwn;
                if (flag != 0) return Words(flag, status, elements[i].Certificate, chain.ChainPolicy.VerificationTime, i > 0);
            }
        }

        return null;
    }

    private static string Words(X509ChainStatusFlags flag, X509ChainStatus status, X509Certificate2 certificate, DateTime now, bool isAuthority)
    {
        var whose = isAuthority ? "a certificate that signed it" : "it";
        var what = TlsText.Of(certificate);
        if (flag.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            return now < certificate.NotBefore
                ? $"{whose} is not valid yet, only from {TlsText.Time(certificate.NotBefore)} (it is {TlsText.Time(now)} here; is one of the two clocks wrong?): {what}"
                : $"{whose} expired at {TlsText.Time(certificate.NotAfter)} (it is {TlsText.Time(now)} here). Renew it: {what}";
        }

        if (flag.HasFlag(X509ChainStatusFlags.NotValidForUsage))
            return $"{whose} is for another use: its extended key usage must allow serverAuth for servers and clientAuth for clients. Have it issued again: {what}";
        if (flag.HasFlag(X509ChainStatusFlags.InvalidBasicConstraints)) return $"{whose} may not sign certificates (basicConstraints CA:TRUE is missing): {what}";
        return flag.HasFlag(X509ChainStatusFlags.NotSignatureValid)
            ? $"the signature of {whose} is wrong, perhaps by another authority of the same name: {what}"
            : $"{whose} is not acceptable ({status.StatusInformation.Trim()}): {what}";
    }
}
