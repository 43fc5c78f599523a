using System.Security.Cryptography;
using System.Text;

namespace Zrepl.Engine.Configuration.Editing;

/// <summary>One file of a configuration as it is on disk at one moment.</summary>
/// <param name="Path">Where it is, absolute.</param>
/// <param name="Text">What it says, every character of it but a byte order mark.</param>
/// <param name="Revision">Short word for exactly this content: the beginning of its SHA-256 in hexadecimal digits.</param>
/// <param name="HasMark">True if it begins with the byte order mark of UTF-8.</param>
public sealed record ConfigurationFile(string Path, string Text, string Revision, bool HasMark)
{
    private const int DigitsOfRevision = 16;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file.</summary>
    /// <exception cref="ConfigurationFileException">It cannot be read, or is not UTF-8, which is what we can write back.</exception>
    public static ConfigurationFile Read(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            var hasMark = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble);
            return new(path, Strict.GetString(hasMark ? bytes.AsSpan(Encoding.UTF8.Preamble.Length) : bytes), RevisionOf(bytes), hasMark);
        }
        catch (DecoderFallbackException failure)
        {
            throw new ConfigurationFileException($"{path} is not UTF-8, so it cannot be edited here; change it with an editor on the machine", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationFileException($"{path} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>The bytes of the file.</summary>
    public byte[] Bytes => BytesWith(Text);

    /// <summary>The bytes of the file with another text in it.</summary>
    public byte[] BytesWith(string text) => [.. HasMark ? Encoding.UTF8.Preamble : [], .. Strict.GetBytes(text)];

    /// <summary>The word for a content.</summary>
    public static string RevisionOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content))[..DigitsOfRevision];
}

/// <summary>A file of the configuration cannot be read or written. The message names the file and says why, without a full stop.</summary>
/// <param name="message">For the reader.</param>
/// <param name="cause">What the system said.</param>
public class ConfigurationFileException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>A file of the configuration was changed by somebody else meanwhile; nothing was written.</summary>
/// <param name="message">For the reader.</param>
public sealed class ConfigurationChangedException(string message) : ConfigurationFileException(message);
