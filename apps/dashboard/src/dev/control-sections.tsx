import { Ellipsis, Plus, Settings, Timer, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { Field } from "../ui/field.tsx";
import { GuardedButton } from "../ui/guarded-button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Input } from "../ui/input.tsx";
import { Kbd } from "../ui/kbd.tsx";
import { Menu } from "../ui/menu.tsx";
import { PasswordInput } from "../ui/password-input.tsx";
import { Popover } from "../ui/popover.tsx";
import { SearchInput } from "../ui/search-input.tsx";
import { Segments } from "../ui/segments.tsx";
import { Select } from "../ui/select.tsx";
import { Switch } from "../ui/switch.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { Textarea } from "../ui/textarea.tsx";
import { ThemeToggle } from "../ui/theme-toggle.tsx";
import { Tooltip } from "../ui/tooltip.tsx";
import { Row, Section } from "./section.tsx";

export function ControlSections() {
  const [isOn, setIsOn] = useState(true);
  const [choice, setChoice] = useState<"one" | "two" | "three">("one");
  const [tab, setTab] = useState<"overview" | "tools" | "activity">("overview");
  const [search, setSearch] = useState("");
  return (
    <>
      <Section title="Button">
        <Row>
          <Button variant="primary">Connect</Button>
          <Button>Retry</Button>
          <Button variant="quiet">Cancel</Button>
          <Button variant="danger">Remove connection</Button>
          <Button variant="link">Compare plans</Button>
        </Row>
        <Row>
          <Button variant="primary" icon={<Plus />}>
            Add connection
          </Button>
          <Button isBusy>Connecting</Button>
          <Button variant="primary" isBusy>
            Run
          </Button>
          <Button disabled>Disabled</Button>
          <Button variant="primary" disabled>
            Disabled
          </Button>
          <GuardedButton reason="1,000 of 1,000 calls used. Resets 1 Dec 00:00 UTC." variant="primary">
            Run
          </GuardedButton>
        </Row>
        <Row>
          <Button size="small">Small</Button>
          <Button size="medium">Medium</Button>
          <Button size="large" variant="primary">
            Create account
          </Button>
          <IconButton label="Settings">
            <Settings />
          </IconButton>
          <IconButton label="Settings, small" size="small">
            <Settings />
          </IconButton>
          <IconButton label="Disabled" disabled>
            <Settings />
          </IconButton>
          <Tooltip content="Fold the sidebar" keys="mod+b">
            <Button>With tooltip</Button>
          </Tooltip>
          <Kbd keys="mod+k" />
          <Kbd keys="g c" />
          <Kbd keys="?" />
          <Kbd keys="mod+enter" />
        </Row>
      </Section>
      <Section title="Text">
        <div className="grid gap-4 sm:grid-cols-2 md:grid-cols-3">
          <Field label="Address" hint="Paste what your client's settings call the URL.">
            {(control) => <Input {...control} placeholder="https://mcp.example.com/mcp" />}
          </Field>
          <Field label="Name" isOptional>
            {(control) => <Input {...control} defaultValue="Linear" />}
          </Field>
          <Field label="Mail address" error="Enter a mail address like you@example.com.">
            {(control) => <Input {...control} defaultValue="you@" />}
          </Field>
          <Field label="Password" hint="At least 10 characters.">
            {(control) => <PasswordInput {...control} defaultValue="correct horse" />}
          </Field>
          <Field label="Read only">{(control) => <Input {...control} readOnly value="po_1f2e…9a" />}</Field>
          <Field label="Disabled">{(control) => <Input {...control} disabled value="not now" />}</Field>
          <Field label="Notes">
            {(control) => <Textarea {...control} placeholder="Why is it allowed?" />}
          </Field>
          <SearchInput value={search} onChange={setSearch} label="Search tools" />
        </div>
      </Section>
      <Section title="Choice">
        <Row>
          <Select
            label="Group by"
            value={choice}
            onChange={setChoice}
            options={[
              { value: "one", label: "Tool" },
              { value: "two", label: "Connection" },
              { value: "three", label: "Client", isDisabled: true },
            ]}
            className="w-44"
          />
          <Select
            label="Nothing chosen"
            value={null}
            onChange={() => undefined}
            options={[]}
            className="w-44"
          />
          <Select
            label="Disabled"
            value="one"
            isDisabled
            onChange={setChoice}
            options={[{ value: "one", label: "Tool" }]}
            className="w-44"
          />
          <Select
            label="Time limit"
            icon={<Timer />}
            value="30"
            onChange={() => undefined}
            options={[{ value: "30", label: "30 s" }]}
            className="w-30"
          />
          <Segments
            label="Show as"
            value={choice}
            onChange={setChoice}
            options={[
              { id: "one", label: "Form" },
              { id: "two", label: "JSON" },
              { id: "three", label: "Off", isDisabled: true },
            ]}
          />
          <ThemeToggle />
        </Row>
        <Row>
          <Checkbox isChecked={isOn} onChange={setIsOn}>
            Checked
          </Checkbox>
          <Checkbox isChecked={!isOn} onChange={() => setIsOn(!isOn)}>
            Not checked
          </Checkbox>
          <Checkbox isChecked={false} isMixed onChange={() => setIsOn(!isOn)}>
            Mixed
          </Checkbox>
          <Checkbox isChecked isDisabled onChange={setIsOn}>
            Disabled
          </Checkbox>
        </Row>
        <Row>
          <Switch isOn={isOn} onChange={setIsOn} hint="New rows enter at the top.">
            Live
          </Switch>
          <Switch isOn={!isOn} onChange={() => setIsOn(!isOn)}>
            Change a definition
          </Switch>
          <Switch isOn isDisabled onChange={setIsOn}>
            Disabled
          </Switch>
        </Row>
        <Tabs
          label="Connection"
          value={tab}
          onChange={setTab}
          items={[
            {
              id: "overview",
              label: "Overview",
              content: <p className="text-sm">What it is and how it does.</p>,
            },
            { id: "tools", label: "Tools", badge: 11, content: <p className="text-sm">What it offers.</p> },
            { id: "activity", label: "Activity", content: <p className="text-sm">What happened.</p> },
          ]}
        />
        <Row>
          <Menu
            trigger={
              <IconButton label="More">
                <Ellipsis />
              </IconButton>
            }
            groups={[
              {
                items: [
                  { id: "settings", label: "Settings", icon: <Settings />, keys: "g s" },
                  { id: "live", label: "Live", isChecked: isOn, onSelect: () => setIsOn(!isOn) },
                  { id: "off", label: "Not now", isDisabled: true },
                ],
              },
              {
                label: "Danger",
                items: [{ id: "remove", label: "Remove…", icon: <Trash2 />, isDanger: true }],
              },
            ]}
          />
          <Popover label="Note" trigger={<Button>Popover</Button>} className="w-64">
            <p className="text-sm">Anything small that belongs to its button.</p>
          </Popover>
        </Row>
      </Section>
    </>
  );
}
