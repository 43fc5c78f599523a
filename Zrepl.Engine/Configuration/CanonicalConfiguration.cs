using Zrepl.Engine.Configuration.Printing;
using Zrepl.Engine.Configuration.Schema;

namespace Zrepl.Engine.Configuration;

/// <summary>
/// Writes definitions back as the file would say them, defaults included: what <c>configcheck --format yaml</c> prints. Loading it gives
/// equal definitions, unless passwords were left out. Keys that Go zrepl does not know appear only where they are used. Source: spec config 17.3.
/// </summary>
public static class CanonicalConfiguration
{
    /// <summary>The configuration as YAML.</summary>
    /// <param name="configuration">What to write.</param>
    /// <param name="showsSecrets">False: passwords are replaced by stars.</param>
    public static string ToYaml(ZreplConfiguration configuration, bool showsSecrets = false) =>
        YamlPrinter.Print(RootSchema.Shape.Write(RootOf(configuration), showsSecrets));

    /// <summary>One job as YAML.</summary>
    /// <param name="job">What to write.</param>
    /// <param name="showsSecrets">False: passwords are replaced by stars.</param>
    public static string ToYaml(JobDefinition job, bool showsSecrets = false) => YamlPrinter.Print(JobShape.Instance.Write(job, showsSecrets));

    /// <summary>The configuration as JSON, with the keys of the file.</summary>
    /// <param name="configuration">What to write.</param>
    /// <param name="showsSecrets">False: passwords are replaced by stars.</param>
    public static string ToJson(ZreplConfiguration configuration, bool showsSecrets = false) =>
        JsonPrinter.Print(RootSchema.Shape.Write(RootOf(configuration), showsSecrets));

    private static RootSection RootOf(ZreplConfiguration configuration) => new(configuration.Global, configuration.Jobs, []);
}
