using Zrepl.Engine.Configuration;

namespace Zrepl.Web.Cli;

/// <summary>What Go zrepl would refuse in a file: <c>configcheck --compat</c>, for those who may want to switch back.</summary>
internal static class Compatibility
{
    /// <returns>True if there is something.</returns>
    public static bool Report(LoadedConfiguration loaded, TextWriter output)
    {
        foreach (var key in loaded.Extensions) output.WriteLine(key);
        return !loaded.Extensions.IsEmpty;
    }
}
