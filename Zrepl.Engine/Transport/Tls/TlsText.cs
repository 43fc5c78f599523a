using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Transport.Tls;

/// <summary>Certificates in words.</summary>
internal static class TlsText
{
    private const string CommonNameOid = "2.5.4.3";

    /// <summary>Subject, issuer and validity, in UTC.</summary>
    public static string Of(X509Certificate2 certificate) =>
        $"certificate {GoQuote.Quote(certificate.Subject)} issued by {GoQuote.Quote(certificate.Issuer)}, valid from "
        + $"{Time(certificate.NotBefore)} to {Time(certificate.NotAfter)}";

    /// <summary>A time of a certificate.</summary>
    public static string Time(DateTime local) => local.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

    /// <summary>Names the certificate may be used for, as <c>DNS:a, IP:b</c>; empty without any.</summary>
    public static string AlternativeNamesOf(X509Certificate2 certificate)
    {
        if (certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault() is not { } names) return "";
        return string.Join(", ", names.EnumerateDnsNames().Select(name => $"DNS:{name}").Concat(names.EnumerateIPAddresses().Select(address => $"IP:{address}")));
    }

    /// <summary>The subject's common name, the last one if there are several, as Go takes it; null without one.</summary>
    public static string? CommonNameOf(X509Certificate2 certificate)
    {
        string? found = null;
        var parts = new AsnReader(certificate.SubjectName.RawData, AsnEncodingRules.DER).ReadSequence();
        while (parts.HasData)
        {
            var part = parts.ReadSetOf();
            while (part.HasData)
            {
                var attribute = part.ReadSequence();
                if (attribute.ReadObjectIdentifier() != CommonNameOid || !attribute.HasData) continue;
                var tag = attribute.PeekTag();
                if (tag.TagClass == TagClass.Universal) found = attribute.ReadCharacterString((UniversalTagNumber)tag.TagValue);
            }
        }

        return found;
    }
}
