namespace Zrepl.Web.Security.SecondFactor;

/// <summary>A secret that an authenticator may be given. Nothing is kept of it before a code of it was shown.</summary>
/// <param name="Secret">In base 32, to be typed where there is no camera.</param>
/// <param name="Address">The same as an <c>otpauth</c> address.</param>
/// <param name="Picture">The address as a QR code, in SVG.</param>
internal sealed record TotpOffer(string Secret, string Address, string Picture);
