using DeepOptDistill.Specs;

namespace DeepOptDistill.ManagedTests.Specs;

public sealed class SpecOptionTests
{
    [Fact]
    public void Keys_tell_what_may_be_written_and_what_they_are_otherwise() =>
        Assert.Equal(
            [
                new SpecOption("name", "text", true, null),
                new SpecOption("epochs", "a number ≥ 1 and ≤ 1000000", true, null),
                new SpecOption("loss", "a list of test losses, at least 1 item", true, null),
                new SpecOption("optimizer", "one of test optimizers", false, "sgd"),
            ],
            SpecOption.Of(typeof(TestStage), Kitchen.Catalog)
        );

    [Fact]
    public void Options_of_a_kind_end_with_those_of_its_family() =>
        Assert.Equal(
            [
                new SpecOption("momentum", "a number ≥ 0 and < 1", false, "0.9"),
                new SpecOption("nesterov", "true or false", false, "false"),
                new SpecOption("rate", "a number", false, null),
            ],
            SpecOption.Of(typeof(TestSgd), Kitchen.Catalog)
        );
}
