using Microsoft.AspNetCore.Components;

namespace Zrepl.Web.Components.Shared;

/// <summary>Something that needs the reader: state in a word, the reason, what happens by itself, what to do.</summary>
public sealed partial class ProblemCard : ComponentBase
{
    /// <summary>How bad.</summary>
    [Parameter, EditorRequired] public required StateKind Kind { get; set; }

    /// <summary>The exact word.</summary>
    [Parameter] public string? Word { get; set; }

    /// <summary>What it is about: a job, a dataset.</summary>
    [Parameter, EditorRequired] public required string Subject { get; set; }

    /// <summary>Where more of it is.</summary>
    [Parameter] public string? Href { get; set; }

    /// <summary>The reason, in a sentence.</summary>
    [Parameter, EditorRequired] public required string Reason { get; set; }

    /// <summary>What happens next by itself; without the full stop.</summary>
    [Parameter] public string? Next { get; set; }

    /// <summary>When; said after <see cref="Next"/>.</summary>
    [Parameter] public DateTimeOffset? NextAt { get; set; }

    /// <summary>What the reader can do, in a sentence.</summary>
    [Parameter] public string? Advice { get; set; }

    /// <summary>The errors behind it.</summary>
    [Parameter] public RenderFragment? Errors { get; set; }

    /// <summary>The whole text of an error.</summary>
    [Parameter] public string? Detail { get; set; }

    /// <summary>What <see cref="Detail"/> is called while it is folded.</summary>
    [Parameter] public string DetailTitle { get; set; } = "The whole error";

    /// <summary>What the reader can do: buttons and links.</summary>
    [Parameter] public RenderFragment? ChildContent { get; set; }
}
