using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace Zrepl.Web.Api;

/// <summary>Which zrepl this is, in the shape of Go zrepl's <c>/version</c> and the words of <c>zrepl version</c>. Source: spec A7, B1.</summary>
/// <param name="Version">Release.</param>
/// <param name="RuntimeGo">The runtime; here that of .NET.</param>
/// <param name="RuntimeGOOS">Operating system in Go's spelling.</param>
/// <param name="RuntimeGOARCH">Processor in Go's spelling.</param>
/// <param name="RUNTIMECompiler">The compiler; the key is spelled like that.</param>
internal sealed record VersionInformation(
    [property: JsonPropertyName("Version")] string Version,
    [property: JsonPropertyName("RuntimeGo")] string RuntimeGo,
    [property: JsonPropertyName("RuntimeGOOS")] string RuntimeGOOS,
    [property: JsonPropertyName("RuntimeGOARCH")] string RuntimeGOARCH,
    [property: JsonPropertyName("RUNTIMECompiler")] string RUNTIMECompiler)
{
    /// <summary>This program.</summary>
    public static VersionInformation OfThisProgram { get; } = new(
        OwnVersion(),
        $"dotnet{Environment.Version.Major}.{Environment.Version.Minor}.{Environment.Version.Build}",
        OperatingSystem.IsLinux() ? "linux" : OperatingSystem.IsFreeBSD() ? "freebsd" : OperatingSystem.IsMacOS() ? "darwin" : "illumos",
        RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => "amd64",
            Architecture.X86 => "386",
            var other => other.ToString().ToLowerInvariant(), // arm64, arm, riscv64, ...
        },
        RuntimeFeature.IsDynamicCodeSupported ? "coreclr" : "nativeaot");

    /// <summary>The line of <c>zrepl version</c>, also the first of the log.</summary>
    public override string ToString() =>
        $"zrepl version={Version} go={RuntimeGo} GOOS={RuntimeGOOS} GOARCH={RuntimeGOARCH} Compiler={RUNTIMECompiler}";

    // The informational version carries the commit behind a plus sign.
    private static string OwnVersion() =>
        "v" + typeof(VersionInformation).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]; // the SDK writes it
}
