using System.Collections.Immutable;
using System.Globalization;
using YamlDotNet.Core;
using Zrepl.Engine.Configuration.Editing.Trees;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Editing.Forms;

/// <summary>
/// A job while it is edited in a form: what its file says of it, key by key, and what was changed. Never changes; each edit gives another one. What
/// the form does not know stays, and only lines of what was changed will differ.
/// </summary>
public sealed class JobDraft
{
    private const string Jobs = "jobs", TypeKey = "type", NameKey = "name";

    private readonly string _original;
    private readonly YamlNode? _root;
    private readonly YamlNode _job;
    private readonly int _index;
    private readonly Lazy<string> _text;
    private readonly Lazy<OutlineNode?> _outline;

    private JobDraft(string original, YamlNode? root, YamlNode job, int index)
    {
        (_original, _root, _job, _index) = (original, root, job, index);
        _text = new(() => TreeEditor.Edit(original, TreeSurgery.Set(root, [new(Jobs), new(null, index)], IsNew ? FormOrder.Of(job) : job)));
        _outline = new(ReadOutline);
    }

    /// <summary>Its type; null if the file does not say one.</summary>
    public string? Type => Get(FormPath.Root.Key(TypeKey));

    /// <summary>Its name; null if the file does not say one.</summary>
    public string? Name => Get(FormPath.Root.Key(NameKey));

    /// <summary>True if the file does not have it yet.</summary>
    public bool IsNew => Count(_root) <= _index;

    /// <summary>Where it stands in its file: <c>jobs[2]</c>.</summary>
    public string Place => string.Create(CultureInfo.InvariantCulture, $"{Jobs}[{_index}]");

    /// <summary>What the file says now.</summary>
    public string Original => _original;

    /// <summary>What the file would say.</summary>
    /// <exception cref="TextNotEditableException">It is written in a way in which this cannot be changed.</exception>
    public string Text => _text.Value;

    /// <summary>The jobs in the text of a file; none if the text cannot be read.</summary>
    public static ImmutableArray<JobDraft> AllOf(string text)
    {
        var root = Read(text);
        return (root as YamlMapping)?[Jobs] is YamlSequence jobs ? [.. jobs.Items.Select((job, index) => new JobDraft(text, root, job, index))] : [];
    }

    /// <summary>The job of a name in the text of a file.</summary>
    /// <returns>Null if it is not there, or if the text cannot be read.</returns>
    public static JobDraft? Find(string text, string name) => AllOf(text).FirstOrDefault(job => job.Name == name);

    /// <summary>A job that comes behind those a file has.</summary>
    /// <returns>Null if the text cannot be read.</returns>
    public static JobDraft? New(string text, string type)
    {
        try
        {
            var root = YamlReader.Read(text, "").Root;
            if (root is not (null or YamlMapping) || (root as YamlMapping)?[Jobs] is not (null or YamlSequence or YamlScalar { IsNull: true })) return null;
            return new(text, root, YamlMapping.Of([(TypeKey, new YamlScalar(type, IsPlain: false))]), Count(root));
        }
        catch (YamlSyntaxException)
        {
            return null;
        }
    }

    /// <summary>What the file would say without the job.</summary>
    /// <exception cref="TextNotEditableException">It is written in a way in which this cannot be changed.</exception>
    public string TextWithout() => (_root as YamlMapping)?[Jobs] is YamlSequence jobs && _index < jobs.Items.Length
        ? TreeEditor.Edit(_original, TreeSurgery.Set(_root, [new(Jobs)], jobs with { Items = jobs.Items.RemoveAt(_index) }))
        : _original;

    /// <summary>The single value at a place; null if there is none.</summary>
    public string? Get(FormPath path) => Find(path) is YamlScalar { IsNull: false } scalar ? scalar.Text : null;

    /// <summary>True if the value at a place says yes, in the spelling of YAML 1.1; null if none is there.</summary>
    public bool? GetSwitch(FormPath path) => Find(path) is YamlScalar scalar && YamlScalars.TryBoolean(scalar, out var value) ? value : null;

    /// <summary>True if something stands at a place.</summary>
    public bool Has(FormPath path) => Find(path) is { IsNull: false };

    /// <summary>The keys of a section or map.</summary>
    public ImmutableArray<string> Keys(FormPath path) => Find(path) is YamlMapping mapping ? [.. mapping.Entries.Select(entry => entry.Key.Text)] : [];

    /// <summary>The number of items of a list.</summary>
    public int Count(FormPath path) => Find(path) is YamlSequence list ? list.Items.Length : 0;

    /// <summary>True if what stands at a place is what the form shows there, or nothing.</summary>
    public bool Fits(FormPath path, FieldKind kind) => Find(path) switch
    {
        null or { IsNull: true } => true,
        YamlScalar => kind is FieldKind.Text or FieldKind.Number or FieldKind.Switch or FieldKind.Choice,
        YamlSequence => kind is FieldKind.List,
        YamlMapping => kind is FieldKind.Section or FieldKind.Variants or FieldKind.Map,
        _ => false,
    };

    /// <summary>What is written elsewhere, or used elsewhere too; null for what is the job's own.</summary>
    public SharedPart? SharedAt(FormPath path)
    {
        if (_outline.Value is not { } root) return null;
        return SharedPart.At(Text, root, [new(Jobs), new(null, _index), .. path.Steps]);
    }

    /// <summary>With another value at a place; an empty one takes a key of a section away.</summary>
    public JobDraft Set(FormPath path, FieldKind kind, string value) =>
        value.Length == 0 && path.Steps[^1] is { Key: not null, IsEntry: false } ? Remove(path) : With(TreeSurgery.Set(_job, path.Steps.AsSpan(), Scalar(kind, value)));

    /// <summary>With one more item in a list, or one more value in a map: empty, or a section of a type.</summary>
    public JobDraft Add(FormPath path, FieldKind kind, string value = "") => With(TreeSurgery.Set(_job, path.Steps.AsSpan(), kind switch
    {
        FieldKind.Variants => YamlMapping.Of([(TypeKey, new YamlScalar(value, IsPlain: false))]),
        _ => Scalar(kind, value),
    }));

    /// <summary>Without what stands at a place.</summary>
    public JobDraft Remove(FormPath path) => With(TreeSurgery.Remove(_job, path.Steps.AsSpan()));

    /// <summary>With two neighbours of a list in each other's place; the same if there are no such two.</summary>
    /// <param name="list">The list.</param>
    /// <param name="index">The first of them, from 0.</param>
    public JobDraft Swap(FormPath list, int index)
    {
        if (Find(list) is not YamlSequence items || index < 0 || index + 1 >= items.Items.Length) return this;
        var (first, second) = (items.Items[index], items.Items[index + 1]);
        return With(TreeSurgery.Set(_job, list.Steps.AsSpan(), items with { Items = items.Items.SetItem(index, second).SetItem(index + 1, first) }));
    }

    /// <summary>With another key in a map.</summary>
    public JobDraft Rename(FormPath entry, string key) => With(TreeSurgery.Rename(_job, entry.Steps.AsSpan(), key));

    /// <summary>With another type of a section; keys that the new type does not have go.</summary>
    public JobDraft SetType(FormPath path, FormSection section)
    {
        var kept = Find(path) is YamlMapping present ? present.Entries.Where(entry => section[entry.Key.Text] is not null) : [];
        var changed = YamlMapping.Of([(TypeKey, new YamlScalar(section.Type, IsPlain: false))]);
        return With(TreeSurgery.Set(_job, path.Steps.AsSpan(), changed with { Entries = changed.Entries.AddRange(kept) }));
    }

    private YamlNode? Find(FormPath path) => TreeSurgery.Find(_job, path.Steps.AsSpan());

    private JobDraft With(YamlNode job) => new(_original, _root, job, _index);

    private static YamlScalar Scalar(FieldKind kind, string value)
    {
        var plain = new YamlScalar(value, IsPlain: true);
        var isPlain = kind switch { FieldKind.Switch => YamlScalars.TryBoolean(plain, out _), FieldKind.Number => YamlScalars.TryInteger(plain, out _), _ => false };
        return isPlain ? plain : new(value, IsPlain: false);
    }

    private static YamlNode? Read(string text)
    {
        try
        {
            return YamlReader.Read(text, "").Root;
        }
        catch (YamlSyntaxException)
        {
            return null;
        }
    }

    // What cannot be changed is not shown as shared either: the page says so when it asks for the text.
    private OutlineNode? ReadOutline()
    {
        try
        {
            return OutlineReader.Read(Text);
        }
        catch (Exception refusal) when (refusal is YamlException or TextNotEditableException)
        {
            return null;
        }
    }

    private static int Count(YamlNode? root) => (root as YamlMapping)?[Jobs] is YamlSequence jobs ? jobs.Items.Length : 0;
}
