using Zrepl.Engine.Configuration.Binding;
using Zrepl.Engine.Configuration.Schema;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Files;

/// <summary>The main file and what it includes. Source: spec config 1.5.</summary>
/// <param name="session">Takes problems and jobs.</param>
internal sealed class FileSet(BindingSession session)
{
    private readonly List<string> _read = [];

    /// <summary>The files read so far, the main one first.</summary>
    public IReadOnlyList<string> Read => _read;

    /// <summary>Binds the main file and its included files.</summary>
    /// <returns>What the main file says; null if it is not legal.</returns>
    public RootSection? BindMain(string path, string text)
    {
        var root = ReadDocument(path, text, out var section);
        foreach (var (entry, place) in IncludeEntries(root, path)) Include(entry, place, path);
        return section;
    }

    /// <summary>Binds nothing but the section <c>global</c> of the main file.</summary>
    /// <returns>Null if it is not legal.</returns>
    public GlobalDefinition? BindGlobal(string path, string text)
    {
        if (Parse(path, text) is not { } document) return null;
        return document.Root switch
        {
            null => GlobalDefinition.Default,
            YamlMapping root when root["global"] is not { IsNull: false } => GlobalDefinition.Default,
            YamlMapping root => GlobalSchema.Shape.TryBind(root["global"]!, PlaceIn(path).Key("global"), out var global) ? global : null, // it is there: see above
            var other => RootSchema.Shape.TryBind(other, PlaceIn(path), out var section) ? section.Global : null,
        };
    }

    private void Include(YamlScalar entry, Place place, string mainPath)
    {
        var workingDirectory = session.Options.WorkingDirectory;
        var directory = Path.GetDirectoryName(Path.GetFullPath(mainPath, workingDirectory)) ?? workingDirectory;
        if (entry.Text.Length == 0 || entry.Text.Contains('\0', StringComparison.Ordinal))
        {
            place.Malformed(entry, ProblemCodes.Include, $"not a file or directory: \"{entry.Text}\"");
            return;
        }

        var found = IncludePaths.Find(Path.GetFullPath(entry.Text, directory));
        if (found.Problem is { } problem) place.Malformed(entry, ProblemCodes.Include, problem);
        foreach (var skipped in found.Skipped) place.Warn(entry, ProblemCodes.Include, $"{skipped} is not a file and was skipped");
        foreach (var path in found.Files)
        {
            if (ConfigurationText.Read(path, session.Options.Unsaved, out var reason) is { } text) BindIncluded(path, text);
            else place.Malformed(entry, ProblemCodes.Include, $"read file: \"{path}\": {reason}");
        }
    }

    private void BindIncluded(string path, string text)
    {
        var root = ReadDocument(path, text, out _);
        var place = PlaceIn(path);
        if (IncludeEntries(root, path).Any())
            place.Key("include").Malformed(root!["include"]!, ProblemCodes.Include, $"included configuration files must not include other files: {path}"); // it has entries
        if (root?["global"] is { IsNull: false } global)
            place.Key("global").Warn(global, ProblemCodes.IgnoredGlobal, $"global section in included file {path} is ignored",
                "move it to the main file");
    }

    private YamlMapping? ReadDocument(string path, string text, out RootSection? section)
    {
        _read.Add(path);
        section = null;
        if (Parse(path, text) is not { } document) return null;
        if (document.Second is { } second)
            session.Problems.Add(new(second, ProblemSeverity.Warning, ProblemCodes.MoreDocuments, "", null, "document 2 and later are ignored"));
        if (document.Root is null) section = RootSection.Empty;
        else RootSchema.Shape.TryBind(document.Root, PlaceIn(path), out section);
        return document.Root as YamlMapping;
    }

    private YamlDocument? Parse(string path, string text)
    {
        try
        {
            return YamlReader.Read(text, path);
        }
        catch (YamlSyntaxException refusal)
        {
            session.Problems.Add(new(refusal.Span, ProblemSeverity.Error, ProblemCodes.Syntax, "", null, refusal.Message));
            return null;
        }
    }

    // Also of a file that is not legal as a whole: its included files may have problems of their own.
    private IEnumerable<(YamlScalar Entry, Place Place)> IncludeEntries(YamlMapping? root, string path)
    {
        var place = PlaceIn(path).Key("include");
        return root?["include"] switch
        {
            YamlScalar { IsNull: false } single => [(single, place)],
            YamlSequence list => list.Items.Index().Where(i => i.Item is YamlScalar { IsNull: false }).Select(i =>
                ((YamlScalar)i.Item, place.Index(i.Index))),
            _ => [],
        };
    }

    private Place PlaceIn(string path) => new(session, path, ConfigurationPath.Root);
}
