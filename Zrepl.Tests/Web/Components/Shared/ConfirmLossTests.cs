using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Tests.Web.Components.Shared;

/// <summary>Nothing is lost without a question that names it (design D11).</summary>
public sealed class ConfirmLossTests : ZreplBunitContext
{
    private static readonly Loss Snapshots = new("Destroy 2 snapshots?", "They cannot be brought back.", ["tank/a@one", "tank/a@two"], "Destroy");

    [Fact]
    public async Task Names_what_is_lost_and_does_it_only_when_told_so()
    {
        var (page, answer) = Ask(Snapshots);

        Assert.Equal(["tank/a@one", "tank/a@two"], page.FindAll(".lost li").Select(item => item.TextContent));
        await page.Find("[data-testid=confirm-yes]").ClickAsync(new());

        Assert.True(await answer);
    }

    [Fact]
    public async Task Keeps_everything_on_the_other_button()
    {
        var (page, answer) = Ask(Snapshots);

        await page.Find("[data-testid=confirm-no]").ClickAsync(new());

        Assert.False(await answer);
    }

    [Fact]
    public async Task Can_ask_for_a_word()
    {
        var (page, answer) = Ask(Snapshots with { TypeToConfirm = "tank/a" });
        Assert.True(page.Find("[data-testid=confirm-yes]").HasAttribute("disabled"));

        await page.Find("[data-testid=confirm-typed]").InputAsync(new() { Value = "tank/a" });
        await page.Find("[data-testid=confirm-yes]").ClickAsync(new());

        Assert.True(await answer);
    }

    private (IRenderedComponent<MudDialogProvider> Page, Task<bool> Answer) Ask(Loss loss)
    {
        var provider = Render<MudDialogProvider>();
        var dialogs = Services.GetRequiredService<IDialogService>();
        Task<bool>? answer = null;
        provider.InvokeAsync(() => { answer = ConfirmLoss.AskAsync(dialogs, loss); });
        provider.WaitForElement("[data-testid=confirm-yes]", Deadline.OfATest);
        return (provider, answer!);
    }
}
