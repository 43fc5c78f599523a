using OtpNet;
using QRCoder;

namespace Zrepl.Web.Security.SecondFactor;

/// <summary>Codes of six digits that change every 30 seconds (RFC 6238), as every authenticator shows them.</summary>
internal static class TotpCodes
{
    private const int SecretLength = 20; // bytes; what RFC 4226 recommends
    private static readonly VerificationWindow Neighbours = new(previous: 1, future: 1); // clocks differ, and people type slowly

    /// <summary>Makes a new secret.</summary>
    /// <param name="installation">Shown by the authenticator, beside the name.</param>
    /// <param name="name">Whose it is.</param>
    public static TotpOffer Offer(string installation, string name)
    {
        var secret = Base32Encoding.ToString(KeyGeneration.GenerateRandomKey(SecretLength));
        var address = new OtpUri(OtpType.Totp, secret, name, $"zrepl {installation}").ToString();
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(address, QRCodeGenerator.ECCLevel.M);
        return new(secret, address, new SvgQRCode(code).GetGraphic(4));
    }

    /// <summary>The step of time that a code belongs to; null: it is wrong, or no newer than one that was used already.</summary>
    public static long? StepOf(string secret, string code, DateTimeOffset now, long lastStep) =>
        new Totp(Base32Encoding.ToBytes(secret)).VerifyTotp(now.UtcDateTime, code, out var step, Neighbours) && step > lastStep ? step : null;
}
