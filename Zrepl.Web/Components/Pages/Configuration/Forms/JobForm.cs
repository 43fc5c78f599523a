using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Editing;
using Zrepl.Engine.Configuration.Editing.Forms;

namespace Zrepl.Web.Components.Pages.Configuration.Forms;

/// <summary>What stands in the form of one job, and what <c>configcheck</c> says about it after each change.</summary>
/// <param name="file">The file the job stands in.</param>
/// <param name="initial">The job as the file has it.</param>
/// <param name="draft">The job to begin with.</param>
/// <param name="check">What <c>configcheck</c> says if the file said something.</param>
public sealed class JobForm(string file, JobDraft initial, JobDraft draft, Func<string, LoadedConfiguration> check)
{
    private LoadedConfiguration? _checked;
    private bool _showsMissing = !draft.IsNew;

    /// <summary>Hears of each change.</summary>
    public event Action? Changed;

    /// <summary>The file.</summary>
    public string File => file;

    /// <summary>The job as the file has it.</summary>
    public JobDraft Initial => initial;

    /// <summary>The job as it would be.</summary>
    public JobDraft Draft { get; private set; } = draft;

    /// <summary>Why the last change was not made; null if it was.</summary>
    public string? Refusal { get; private set; }

    /// <summary>True if the file would say something else.</summary>
    public bool IsChanged => Draft.Text != Draft.Original;

    /// <summary>What <c>configcheck</c> says about all files with this job in them.</summary>
    public LoadedConfiguration Check => _checked ??= check(Draft.Text);

    /// <summary>The keys of this type of job; null for a type there is not.</summary>
    public FormSection? Section => JobForms.Of(Draft.Type);

    /// <summary>What is wrong with this job. That a new one does not say everything yet is no mistake until somebody wants to save it.</summary>
    public ImmutableArray<ConfigurationProblem> Problems => [.. Shown.Where(IsOfJob)];

    /// <summary>What is wrong with the configuration.</summary>
    public ImmutableArray<ConfigurationProblem> Shown =>
        [.. Check.Problems.Where(problem => _showsMissing || !IsOfJob(problem) || !problem.IsMissing)];

    /// <summary>The key that something wrong is about, as <see cref="FormPath.Text"/>; null if it is about the whole job, or about something else than this job.</summary>
    public string? KeyOf(ConfigurationProblem problem) =>
        IsOfJob(problem) && problem.Path[Draft.Place.Length..].TrimStart('.') is { Length: > 0 } key ? key : null;

    /// <summary>What the job says, if all of it is legal.</summary>
    public JobDefinition? Definition => Check.Jobs.FirstOrDefault(job => job.Path == Draft.Place && Path.GetFullPath(job.File) == file)?.Definition;

    /// <summary>The line in which a key would stand; null if the file does not say it.</summary>
    public int? LineOf(FormPath path) =>
        Check.Files.Where(one => Path.GetFullPath(one) == file).Select(one => Check.Sources.Key(one, path.Within(Draft.Place))?.Line).FirstOrDefault(line => line is not null);

    /// <summary>What is wrong at exactly one place.</summary>
    public ImmutableArray<ConfigurationProblem> ProblemsAt(FormPath path)
    {
        var place = path.Within(Draft.Place);
        return [.. Problems.Where(problem => problem.Path == place)];
    }

    /// <summary>True if something is wrong at a place or in it.</summary>
    public bool HasProblemsIn(FormPath path)
    {
        var place = path.Within(Draft.Place);
        return Problems.Any(problem => problem.Path.StartsWith(place, StringComparison.Ordinal) && (problem.Path.Length == place.Length || problem.Path[place.Length] is '.' or '['));
    }

    /// <summary>From now on, what is missing is wrong.</summary>
    public void ShowMissing() => _showsMissing = true;

    /// <summary>Makes a change, or says why the file does not let it be made.</summary>
    public void Make(Func<JobDraft, JobDraft> change)
    {
        try
        {
            var changed = change(Draft);
            _ = changed.Text; // made now, so that a refusal belongs to this change
            (Draft, Refusal, _checked) = (changed, null, null);
        }
        catch (TextNotEditableException refusal)
        {
            Refusal = refusal.Message;
        }

        Changed?.Invoke();
    }

    /// <summary>Puts a value at a place. What says nothing else than the default is only written where the file writes it already.</summary>
    public void Set(FormPath path, FormField field, string value) =>
        Make(draft => value == field.Default && !Initial.Has(path) ? draft.Remove(path) : draft.Set(path, field.Kind, value));

    private bool IsOfJob(ConfigurationProblem problem) =>
        Path.GetFullPath(problem.Span.File) == file && problem.Path.StartsWith(Draft.Place, StringComparison.Ordinal);
}
