using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Zrepl.Web.Components.Shared;

/// <summary>The buckets of a retention grid, the newest at the left.</summary>
public sealed partial class GridDrawing : ComponentBase
{
    // Parts of the width, not of a drawing that is scaled: the texts are as large on a phone as elsewhere.
    private const double Gap = 0.0017, Narrowest = 0.001, RoomOfAText = 0.14;

    /// <summary>What is drawn.</summary>
    [Parameter, EditorRequired] public required GridBuckets Buckets { get; set; }

    // Razor takes the element "text" for its own.
    private RenderFragment Texts => builder =>
    {
        Add(builder, "0", "start", "newest");
        foreach (var mark in Marks) Add(builder, Place(mark.At), "end", mark.Text);
    };

    // Texts that would lie over each other are left out, never the last one.
    private IEnumerable<GridMark> Marks
    {
        get
        {
            var room = 1 + RoomOfAText;
            foreach (var mark in Buckets.Marks.Reverse())
            {
                if (mark.At > room - RoomOfAText || (mark.At < 2 * RoomOfAText && mark.At < 1)) continue;
                room = mark.At;
                yield return mark;
            }
        }
    }

    private static void Add(RenderTreeBuilder builder, string x, string anchor, string text)
    {
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "class", "grid-mark");
        builder.AddAttribute(2, "x", x);
        builder.AddAttribute(3, "y", "36");
        builder.AddAttribute(4, "text-anchor", anchor);
        builder.AddContent(5, text);
        builder.CloseElement();
    }

    private static string Place(double part) => Percent(part);

    private static string Width(GridBucket bucket) => Percent(Math.Max(Narrowest, bucket.To - bucket.From - Gap));

    private static string Percent(double part) => (100 * part).ToString("0.###", CultureInfo.InvariantCulture) + "%";
}
