using System.Text;
using Zrepl.Engine.Configuration;

namespace Zrepl.Web.Cli;

/// <summary>The reference of all keys of zrepl.yml, from the table by which the file is read: <c>docs/configuration.md</c>. Source: spec config 17.2.</summary>
internal static class ConfigurationReferenceText
{
    public static string Write()
    {
        var text = new StringBuilder("""
            # zrepl.yml: all keys

            Made by `zrepl configcheck --reference` from the table by which the file is read. `zrepl configcheck --schema` prints the same for editors. Keys marked with + are not known to Go zrepl;
            `zrepl configcheck --compat` lists those that a file uses.

            In paths, `[]` stands for each item of a list and `[push]` for a section of that `type`.

            """.ReplaceLineEndings("\n"));
        foreach (var section in ConfigurationReference.Keys.GroupBy(key => key.Section))
        {
            var places = section.Select(key => key.Path[..^key.Name.Length].TrimEnd('.')).Distinct(StringComparer.Ordinal).ToList();
            text.Append($"\n## {Capital(section.Key)}\n\n");
            if (places is not [""]) text.Append($"{string.Join(", ", places.Select(place => $"`{place}`"))}\n\n");
            text.Append("| key | value | without it | |\n|---|---|---|---|\n");
            foreach (var key in section.DistinctBy(key => key.Name)) text.Append($"| `{key.Name}`{(key.IsExtension ? " +" : "")} | {ValueOf(key)} | {AbsenceOf(key)} | {Cell(key.Doc)} |\n");
        }

        return text.ToString();
    }

    private static string ValueOf(KeyDescription key) =>
        key.Choices.Count > 0 && key.Type != "boolean" ? $"{key.Type}: {string.Join(", ", key.Choices.Select(choice => $"`{Cell(choice)}`"))}" : $"{key.Type}, such as `{Cell(key.Example)}`";

    private static string AbsenceOf(KeyDescription key) => key.IsRequired ? "required" : key.Default is { } written ? $"`{Cell(written)}`" : "";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
