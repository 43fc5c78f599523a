using System.Collections.ObjectModel;
using NodaTime;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Configuration;

/// <summary>How a configuration is to be checked.</summary>
public sealed record ConfigurationLoadOptions
{
    /// <summary>False: files of certificates and keys are not opened (<c>--skip-cert-check</c>). Everything else is checked all the same.</summary>
    public bool ChecksTlsFiles { get; init; } = true;

    /// <summary>What <c>timestamp_location: Local</c> means.</summary>
    public DateTimeZone LocalZone { get; init; } = TimeZones.Local(TimeProvider.System);

    /// <summary>Where relative paths are looked for if they are not beside the file that names them.</summary>
    public string WorkingDirectory { get; init; } = Environment.CurrentDirectory;

    /// <summary>Texts to take for what stands in files, by absolute path: for what is being edited.</summary>
    public IReadOnlyDictionary<string, string> Unsaved { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}
