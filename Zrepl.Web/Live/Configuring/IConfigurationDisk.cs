using Zrepl.Engine.Configuration.Editing;

namespace Zrepl.Web.Live.Configuring;

/// <summary>Where the files of the configuration are written; see <see cref="FileReplacement"/>.</summary>
internal interface IConfigurationDisk
{
    /// <inheritdoc cref="FileReplacement.Replace(string, string, byte[], Action?)"/>
    string? Replace(string path, string expected, byte[] content, Action lastLook);

    /// <inheritdoc cref="FileReplacement.KeepBeside"/>
    (string Path, string? Doubt) KeepBeside(string path, byte[] content, DateTimeOffset at);
}

/// <summary>The disk itself.</summary>
internal sealed class ConfigurationDisk : IConfigurationDisk
{
    public string? Replace(string path, string expected, byte[] content, Action lastLook) => FileReplacement.Replace(path, expected, content, lastLook);

    public (string Path, string? Doubt) KeepBeside(string path, byte[] content, DateTimeOffset at) => FileReplacement.KeepBeside(path, content, at);
}
