using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Editing.Forms;
using Zrepl.Engine.Configuration.Editing.Trees;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Tests.Engine.Configuration.Editing.Forms;

/// <summary>One change of a job, what it is to lead to, and which lines it may touch.</summary>
/// <param name="What">In words.</param>
/// <param name="Make">Makes it.</param>
/// <param name="Wanted">What the file is to mean.</param>
/// <param name="MayTouch">Whether a line, counted from 0, may be another one afterwards.</param>
internal sealed record RandomEdit(string What, Func<JobDraft, JobDraft> Make, YamlNode Wanted, Func<int, bool> MayTouch)
{
    private static readonly string[] Texts = ["10m", "a b", "^x: [1] # \"q\"", "true", "12", "it's", "tank/home<", "{", "*", "null", "ünï", " lead", "a\tb"];

    public override string ToString() => What;

    /// <summary>A random one.</summary>
    public static RandomEdit Of(string text, JobDraft job, Random random)
    {
        var root = YamlReader.Read(text, "").Root ?? throw new InvalidOperationException("The file is empty.");
        var (index, jobNode) = ((YamlSequence)((YamlMapping)root)["jobs"]!).Items.Index().First(one => $"jobs[{one.Index}]" == job.Place);
        var outline = OutlineReader.Read(text)!; // it was read before
        var places = Places(jobNode, FormPath.Root).ToList();
        var (path, node) = places[random.Next(places.Count)];
        var lines = new TouchedLines(text, outline, [new("jobs"), new(null, index), .. path.Steps]);
        var value = Texts[random.Next(Texts.Length)];
        switch (random.Next(4))
        {
            case 0 when path.Steps.Length > 0:
                return new($"remove {path}", draft => draft.Remove(path), In(Without(jobNode, path.Steps.AsSpan()) ?? YamlMapping.Of([])), lines.OfRemoval());
            case 1 when path.Steps is [.., { Key: not null }]:
                return new($"rename {path} to {value}", draft => draft.Rename(path, value), In(Renamed(jobNode, path.Steps.AsSpan(), value)), lines.OfValue());
            default:
                if (node is YamlMapping or YamlSequence)
                {
                    var at = node is YamlMapping mapping ? path.Entry("new " + value) : path.Item(((YamlSequence)node).Items.Length);
                    return random.Next(3) == 0
                        ? new($"add a section at {at}", draft => draft.Add(at, FieldKind.Variants, value), In(With(jobNode, at.Steps.AsSpan(), YamlMapping.Of([("type", new YamlScalar(value, false))]))), lines.OfAddition())
                        : new($"add {value} at {at}", draft => draft.Add(at, FieldKind.Text, value), In(With(jobNode, at.Steps.AsSpan(), new YamlScalar(value, false))), lines.OfAddition());
                }

                return new($"set {path} to {value}", draft => draft.Set(path, FieldKind.Text, value), In(With(jobNode, path.Steps.AsSpan(), new YamlScalar(value, false))), lines.OfValue());
        }

        YamlNode In(YamlNode changed) => With(root, [new("jobs"), new(null, index)], changed);
    }

    private static IEnumerable<(FormPath Path, YamlNode Node)> Places(YamlNode node, FormPath path)
    {
        var inside = node switch
        {
            YamlMapping mapping => mapping.Entries.SelectMany(entry => Places(entry.Value, path.Entry(entry.Key.Text))),
            YamlSequence list => list.Items.SelectMany((item, index) => Places(item, path.Item(index))),
            _ => [],
        };
        return inside.Prepend((path, node));
    }

    // What the form is to do, written down once more and plainly.
    private static YamlNode With(YamlNode node, ReadOnlySpan<FormStep> path, YamlNode value)
    {
        if (path.IsEmpty) return value;
        if (node is YamlSequence list)
        {
            var items = list.Items.ToList();
            if (path[0].Index == items.Count) items.Add(value);
            else items[path[0].Index] = With(items[path[0].Index], path[1..], value);
            return list with { Items = [.. items] };
        }

        var (mapping, key) = ((YamlMapping)node, path[0].Key);
        var entries = mapping.Entries.ToList();
        var at = entries.FindIndex(entry => entry.Key.Text == key);
        if (at < 0) entries.Add(new(new(key ?? "", false), value));
        else entries[at] = entries[at] with { Value = With(entries[at].Value, path[1..], value) };
        return mapping with { Entries = [.. entries] };
    }

    private static YamlNode Renamed(YamlNode node, ReadOnlySpan<FormStep> path, string name)
    {
        var key = path[^1].Key;
        var parent = (YamlMapping)(TreeSurgery.Find(node, path[..^1]) ?? node);
        YamlMapping changed = parent with { Entries = [.. parent.Entries.Select(entry => entry.Key.Text == key ? entry with { Key = new(name, false) } : entry)] };
        return path.Length == 1 ? changed : With(node, path[..^1], changed);
    }

    private static YamlNode? Without(YamlNode node, ReadOnlySpan<FormStep> path)
    {
        if (path.IsEmpty) return null;
        if (node is YamlSequence list)
        {
            var left = Without(list.Items[path[0].Index], path[1..]);
            var items = left is null ? list.Items.RemoveAt(path[0].Index) : list.Items.SetItem(path[0].Index, left);
            return items.IsEmpty ? null : list with { Items = items };
        }

        var (mapping, key) = ((YamlMapping)node, path[0].Key);
        var at = mapping.Entries.ToList().FindIndex(entry => entry.Key.Text == key);
        var value = Without(mapping.Entries[at].Value, path[1..]);
        var entries = value is null ? mapping.Entries.RemoveAt(at) : mapping.Entries.SetItem(at, mapping.Entries[at] with { Value = value });
        return entries.IsEmpty ? null : mapping with { Entries = entries };
    }
}
