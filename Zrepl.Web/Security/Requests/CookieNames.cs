using System.Security.Cryptography;

namespace Zrepl.Web.Security.Requests;

/// <summary>
/// Names of the cookies of this installation. A cookie belongs to a host whatever the port, and several dashboards are all <c>localhost</c> to whoever
/// reaches them through ssh: by one name, signing in to one would be signing out of the others.
/// </summary>
/// <param name="Session">Of who is signed in.</param>
/// <param name="Form">Against forms of other sites.</param>
internal sealed record CookieNames(string Session, string Form)
{
    private const string FileName = "installation"; // beside the keys, which are as old
    private const int Bytes = 4;

    /// <summary>Those of an installation; made if it has none yet. If that cannot be written, they are others after a restart.</summary>
    public static CookieNames Of(string keyDirectory)
    {
        var path = Path.Combine(keyDirectory, FileName);
        var suffix = "";
        try
        {
            if (File.Exists(path)) suffix = File.ReadAllText(path).Trim();
            if (suffix.Length != 2 * Bytes || !suffix.All(char.IsAsciiHexDigitLower))
            {
                suffix = "";
                File.WriteAllText(path, suffix = RandomNumberGenerator.GetHexString(2 * Bytes, lowercase: true));
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (suffix.Length == 0) suffix = RandomNumberGenerator.GetHexString(2 * Bytes, lowercase: true);
        }

        return new($"zrepl-session-{suffix}", $"zrepl-form-{suffix}");
    }
}
