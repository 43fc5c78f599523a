using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Zrepl.Web.Security.SignIn;

/// <summary>
/// The secret with which the first administrator is made: whoever can read it is root of this machine already. It is in a file of the state directory
/// that only its owner can read, and stays the same until it is used.
/// </summary>
internal sealed class SetupToken(string path, ILogger<SetupToken> logger)
{
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int ShortestText = 32;

    private readonly Lock _lock = new();

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>The token; makes one if there is none.</summary>
    /// <returns>Null if it cannot be written; the log says why.</returns>
    public string? Ensure()
    {
        lock (_lock)
        {
            try
            {
                if (Read() is { } there) return there;
                var token = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(24));
                File.Delete(path); // of any other mode
                using var file = File.Open(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OnlyOwner });
                file.Write(Encoding.UTF8.GetBytes(token + "\n"));
                return token;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                logger.NoSetupToken(path, failure.Message);
                return null;
            }
        }
    }

    /// <summary>True if that is the token.</summary>
    public bool Is(string text)
    {
        lock (_lock)
        {
            try
            {
                return Read() is { } token && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(text.Trim()));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                logger.NoSetupToken(path, failure.Message);
                return false;
            }
        }
    }

    /// <summary>It was used, or is not needed.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            try
            {
                File.Delete(path);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                logger.NoSetupToken(path, failure.Message); // useless now in any case: there is an administrator
            }
        }
    }

    // A file that others can read or that somebody cut short is no secret.
    private string? Read()
    {
        if (!File.Exists(path) || (File.GetUnixFileMode(path) & ~OnlyOwner) != 0) return null;
        return File.ReadAllText(path).Trim() is { Length: >= ShortestText } token ? token : null;
    }
}
