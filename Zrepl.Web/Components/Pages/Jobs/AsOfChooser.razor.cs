using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>Chooses the time a preview is about: now, or a day to come.</summary>
public sealed partial class AsOfChooser : ComponentBase
{
    private static readonly ImmutableArray<(string Words, TimeSpan Ahead)> Ahead =
    [
        ("in a day", TimeSpan.FromDays(1)), ("in a week", TimeSpan.FromDays(7)), ("in a month", TimeSpan.FromDays(30)), ("in a year", TimeSpan.FromDays(365)),
    ];

    private string _typed = "";

    /// <summary>What is chosen; null: now.</summary>
    [Parameter] public DateTimeOffset? AsOf { get; set; }

    /// <summary>What is wrong with what was asked for, without a full stop; null if nothing is.</summary>
    [Parameter] public string? Problem { get; set; }

    /// <summary>Told what is chosen, in local time; null: now.</summary>
    [Parameter] public EventCallback<string?> Chosen { get; set; }

    /// <summary>The time.</summary>
    [Inject] public required TimeProvider Time { get; init; }

    private DateTimeOffset Now => Time.GetLocalNow();

    /// <inheritdoc/>
    protected override void OnParametersSet() => _typed = AsOf is { } time ? Text(TimeZoneInfo.ConvertTime(time, Time.LocalTimeZone)) : "";

    private bool IsAhead(TimeSpan ahead) => AsOf is { } time && (time - Now - ahead).Duration() < TimeSpan.FromMinutes(2);

    private Task ChooseAheadAsync(TimeSpan ahead) => Chosen.InvokeAsync(Text(TimeZoneInfo.ConvertTime(Now + ahead, Time.LocalTimeZone)));

    private Task TypeAsync(ChangeEventArgs change)
    {
        _typed = change.Value as string ?? "";
        return ChooseTypedAsync();
    }

    private Task ChooseTypedAsync() => Chosen.InvokeAsync(_typed.Length == 0 ? null : _typed);

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
}
